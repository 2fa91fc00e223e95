using System.Runtime.InteropServices;

namespace GmailPlatform.DevHost.Processes;

/// <summary>POSIX signals to other processes; <see cref="System.Diagnostics.Process"/> can only kill.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>A process that is already gone is no error: that is what signals ask for.</summary>
    public static void Send(int processId, int signal) => _ = Kill(processId, signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
