using GmailPlatform.DevHost;
using GmailPlatform.DevHost.Demo;
using GmailPlatform.DevHost.Postgres;
using GmailPlatform.DevHost.Processes;

using var stop = new StopRequest();
try
{
    switch (args)
    {
        case []:
            await DevEnvironment.RunAsync(DevSettings.FromEnvironment(), stop.Token);
            return 0;
        case ["postgres", "--", var program, .. var arguments]:
            return await EphemeralPostgresCommand.RunAsync(new ProgramStart(program, arguments), stop.Token);
        default:
            Console.Error.WriteLine("Usage: DevHost                             the whole environment: what run.sh starts");
            Console.Error.WriteLine("       DevHost postgres -- COMMAND [ARG]   COMMAND with an ephemeral PostgreSQL in GMAILPLATFORM_TEST_POSTGRES");
            return 2;
    }
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    return 0;
}
catch (DevHostException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
