Console.Error.WriteLine("poets: no command is built yet");
return 2;
