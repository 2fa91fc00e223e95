using Microsoft.Extensions.Logging;

namespace GmailPlatform.Infrastructure.Tests;

public sealed class HangfireLogsTests
{
    [Fact]
    public void A_server_that_has_stopped_does_not_fail_the_other_servers_of_its_process()
    {
        var loggers = LoggerFactory.Create(_ => { });
        var logs = new HangfireLogs(loggers);
        loggers.Dispose();

        logs.GetLogger("Hangfire").Log(Hangfire.Logging.LogLevel.Error, () => "A job failed.").Should().BeFalse();
    }
}
