using GmailPlatform.GoogleSandbox;
using GmailPlatform.GoogleSandbox.State;

try
{
    await SandboxApp.Create(args).RunAsync();
    return 0;
}
catch (StateFileException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
