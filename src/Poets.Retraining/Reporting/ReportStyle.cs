namespace Poets.Retraining.Reporting;

/// <summary>The report's style sheet; part of the page, so that it needs no network.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme:light dark; --paper:#fff; --card:#f6f7f9; --ink:#1b1f24; --quiet:#5d6776; --line:#dde1e7; --train:#d9620a; --validation:#1a6fd8; --good:26,111,216; --bad:200,50,50 }
        @media (prefers-color-scheme:dark) { :root { --paper:#14171b; --card:#1d2228; --ink:#e8ebef; --quiet:#9aa4b2; --line:#343b45; --train:#ff9a3d; --validation:#6aa8ff; --good:78,142,245; --bad:226,88,88 } }
        * { box-sizing:border-box } body { margin:0; background:var(--paper); color:var(--ink); font:15px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif }
        main { max-width:1160px; margin:0 auto; padding:40px 24px 72px } h1 { font-size:30px; line-height:1.2; letter-spacing:-.01em; margin:0; overflow-wrap:anywhere } h2 { font-size:19px; margin:48px 0 10px } h2 .quiet { font-size:15px; font-weight:400; margin-left:6px }
        p { margin:4px 0 14px; max-width:72ch } .quiet { color:var(--quiet); font-weight:400 }
        .tiles { display:grid; grid-template-columns:repeat(auto-fit,minmax(160px,1fr)); gap:12px; margin-top:24px }
        .tile { background:var(--card); border-radius:12px; padding:16px 18px } .tile b { display:block; font-size:28px; line-height:1.25; font-weight:650; font-variant-numeric:tabular-nums } .tile span { color:var(--quiet); font-size:13px; line-height:1.35; display:block }
        .tile.main { background:rgba(var(--good),.14) } .tile.main b { color:rgb(var(--good)) }
        .charts { display:grid; grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr)); gap:16px } .charts + p { margin-top:12px }
        figure { margin:0; background:var(--card); border-radius:12px } .charts figure { padding:16px 18px } .charts figcaption { font-weight:600; display:flex; justify-content:space-between; gap:4px 16px; align-items:baseline; flex-wrap:wrap }
        figcaption i { font-style:normal; font-weight:400; font-size:13px; color:var(--quiet); margin-right:14px; white-space:nowrap } figcaption i:last-child { margin-right:0 } figcaption i::before { content:""; display:inline-block; width:14px; height:3px; border-radius:2px; margin-right:6px; vertical-align:middle }
        i.train::before { background:var(--train) } i.validation::before { background:var(--validation) } i.kept::before { height:12px; width:0; border-left:2px dashed var(--quiet); border-radius:0; background:none }
        svg { width:100%; height:auto; display:block; margin-top:10px; overflow:visible } .grid { stroke:var(--line) } .tick { fill:var(--quiet); font-size:12px }
        polyline { fill:none; stroke-width:1.8; stroke-linejoin:round } polyline.train { stroke:var(--train) } polyline.validation { stroke:var(--validation) } circle.train { fill:var(--train) } circle.validation { fill:var(--validation) } line.kept { stroke:var(--quiet); stroke-dasharray:3 4 }
        .scroll { overflow-x:auto; -webkit-overflow-scrolling:touch } table { border-collapse:separate; border-spacing:0; font-variant-numeric:tabular-nums } th { text-align:left; font-weight:600; font-size:14px; white-space:nowrap } th,td { padding:7px 14px 7px 0; border-bottom:1px solid var(--line) } .n { text-align:right }
        .matrix { border-spacing:3px; margin-left:-3px } .matrix th,.matrix td { border:0 } .matrix tbody td { text-align:center; min-width:58px; height:40px; padding:4px 8px; border-radius:6px; background:var(--card) } .matrix thead th { text-align:center; padding:4px 8px; font-size:13px } .matrix tbody th { padding-right:12px; font-size:13px } .matrix .zero { color:var(--quiet); background:var(--card)!important }
        .bar { display:inline-block; width:110px; height:8px; border-radius:4px; background:var(--line); margin-right:10px; vertical-align:middle; overflow:hidden } .bar u { display:block; height:100%; background:var(--validation) } .classes td { white-space:nowrap }
        .facts { width:100% } .facts th { vertical-align:top; width:130px } .facts td { overflow-wrap:anywhere; padding-right:0 }
        .pictures { display:grid; grid-template-columns:repeat(auto-fill,minmax(150px,1fr)); gap:14px } .pictures.pairs { grid-template-columns:repeat(auto-fill,minmax(min(300px,100%),1fr)) } .pictures figure { overflow:hidden; font-size:14px; line-height:1.4 } .pictures .pair { display:grid; grid-template-columns:1fr 1fr; gap:2px }
        .pictures img,.none { width:100%; aspect-ratio:1; object-fit:cover; display:block; background:var(--line) } .none { display:grid; place-items:center; color:var(--quiet); font-size:12px } .pictures figcaption { padding:9px 12px 11px } .pictures b { color:rgb(var(--bad)) } small { display:block; margin-top:3px; font-size:12px; color:var(--quiet); overflow-wrap:anywhere }
        @media (max-width:600px) { main { padding:24px 16px 48px } h1 { font-size:25px } .tiles { grid-template-columns:1fr 1fr } .tile.main { grid-column:1/-1 } .pictures { grid-template-columns:1fr 1fr; gap:10px } .tick { font-size:17px } .matrix tbody td { min-width:46px } .facts th { width:96px } .bar { width:64px } }
        @media print { main { max-width:none } figure,.tile,tr { break-inside:avoid } }
        """;
}
