using System.Globalization;

namespace GmailPlatform.Processes.Tests.Hostile;

/// <summary>What a process has open.</summary>
/// <param name="Connections">TCP connections that clients opened to its port.</param>
/// <param name="Others">Descriptors that are no sockets: files, pipes, timers. Sockets to the database and to Gmail are pooled.</param>
/// <param name="Spooled">Temporary files of bodies.</param>
internal sealed record OpenDescriptors(int Connections, int Others, int Spooled)
{
    private const string Established = "01";
    private const string CloseWait = "08";

    public static OpenDescriptors Of(int processId, int port)
    {
        var targets = Directory.EnumerateFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/fd"))
            .Select(descriptor => new FileInfo(descriptor).LinkTarget).OfType<string>().ToList();
        var local = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        var connections = File.ReadLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[1].EndsWith(local, StringComparison.Ordinal) && fields[3] is Established or CloseWait && targets.Contains($"socket:[{fields[9]}]"));
        return new OpenDescriptors(
            connections,
            targets.Count(target => !target.StartsWith("socket:", StringComparison.Ordinal)),
            targets.Count(target => target.Contains("/gmailplatform-", StringComparison.Ordinal)) + Directory.EnumerateFiles(Path.GetTempPath(), "gmailplatform-*").Count());
    }
}
