using Poets.Cli.Arguments;

namespace Poets.Cli.Tests.Arguments;

/// <summary>Reference §1.1, seen on Python's argparse.</summary>
public class ArgumentParserTests
{
    private static readonly ArgumentParser s_parser = new("prog", "A program.",
    [
        new Flag("--image_dir", FlagKind.Text, "t"),
        new Flag("--how_many_training_steps", FlagKind.Integer, "i"),
        new Flag("--learning_rate", FlagKind.Number, "n"),
        new Flag("--random_crop", FlagKind.Integer, "i"),
        new Flag("--random_scale", FlagKind.Integer, "i"),
        new Flag("--test_batch_size", FlagKind.Integer, "i"),
        new Flag("--flip_left_right", FlagKind.Switch, "s"),
        new Flag("--summaries_dir", FlagKind.Text, "t"),
        new Flag("--logging_verbosity", FlagKind.Text, "c") { Choices = ["DEBUG", "INFO"] },
        new Flag("--image_types", FlagKind.Text, "ours") { IsOurs = true },
    ]);

    [Theory]
    [InlineData("--image_dir a", "--image_dir", "a")]
    [InlineData("--image_dir=a", "--image_dir", "a")]
    [InlineData("--image_dir=a=b", "--image_dir", "a=b")]
    [InlineData("--image_dir=", "--image_dir", "")]
    [InlineData("--image_dir a --image_dir=b", "--image_dir", "b")]
    [InlineData("--im a", "--image_dir", "a")]
    [InlineData("--image_t a", "--image_types", "a")]
    [InlineData("--how_many 1", "--how_many_training_steps", "1")]
    [InlineData("--how=1", "--how_many_training_steps", "1")]
    [InlineData("--test_batch_size -1", "--test_batch_size", "-1")]
    [InlineData("--learning_rate -.5", "--learning_rate", "-.5")]
    [InlineData("--image_dir -", "--image_dir", "-")]
    [InlineData("--flip", "--flip_left_right", "true")]
    [InlineData("--logging_verbosity=INFO", "--logging_verbosity", "INFO")]
    public void A_flag_gets_its_value(string line, string flag, string value) => Assert.Equal(value, s_parser.Parse(line.Split(' '))!.Text(flag));

    [Theory]
    [InlineData("--learning_rate=abc", "argument --learning_rate: invalid float value: 'abc'")]
    [InlineData("--how_many 1e3", "argument --how_many_training_steps: invalid int value: '1e3'")]
    [InlineData("--how_many 5.0", "argument --how_many_training_steps: invalid int value: '5.0'")]
    [InlineData("--random=1", "ambiguous option: --random could match --random_crop, --random_scale")]
    [InlineData("--flip_left_right=true", "argument --flip_left_right: ignored explicit argument 'true'")]
    [InlineData("--image_dir", "argument --image_dir: expected one argument")]
    [InlineData("--image_dir --flip", "argument --image_dir: expected one argument")]
    [InlineData("--learning_rate -1e-3", "argument --learning_rate: expected one argument")]
    [InlineData("--logging_verbosity LOUD", "argument --logging_verbosity: invalid choice: 'LOUD' (choose from 'DEBUG', 'INFO')")]
    [InlineData("--summarys_dir=x", "unrecognized arguments: --summarys_dir=x (did you mean --summaries_dir?)")]
    [InlineData("stray", "unrecognized arguments: stray")]
    public void What_argparse_refuses_is_refused_in_its_words(string line, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => s_parser.Parse(line.Split(' '))).Message);

    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    [InlineData("--hel")]
    public void Help_is_asked_for(string line) => Assert.Null(s_parser.Parse([line]));

    [Theory]
    [InlineData(" 12 ", 12)]
    [InlineData("+7", 7)]
    [InlineData("-7", -7)]
    [InlineData("1_000", 1000)]
    [InlineData("007", 7)]
    public void Integers_are_Pythons(string text, int expected)
    {
        Assert.True(PythonNumbers.TryInteger(text, out int value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1__0")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("0x10")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1 2")]
    [InlineData("99999999999")]
    public void What_is_no_integer_there_is_none_here(string text) => Assert.False(PythonNumbers.TryInteger(text, out _));

    [Theory]
    [InlineData("1e-3", 1e-3)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("1_0.5", 10.5)]
    [InlineData("+1E+2", 100)]
    [InlineData("nan", double.NaN)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("INF", double.PositiveInfinity)]
    public void Numbers_are_Pythons(string text, double expected)
    {
        Assert.True(PythonNumbers.TryNumber(text, out double value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("0x1p3")]
    [InlineData("1e")]
    [InlineData("--1")]
    [InlineData("e5")]
    [InlineData(".")]
    public void What_is_no_number_there_is_none_here(string text) => Assert.False(PythonNumbers.TryNumber(text, out _));
}
