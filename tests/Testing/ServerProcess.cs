using System.Diagnostics;
using System.Net;
using System.Text;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.Testing;

/// <summary>A program of this repository as a process of its own, for what only shows when it starts, stops, hangs or dies.</summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private protected ServerProcess(Process process, Uri url)
    {
        (_process, Url, Id) = (process, url, process.Id);
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id { get; }

    /// <summary>Where it listens, if it was told to serve.</summary>
    public Uri Url { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Standard output so far.</summary>
    public string Output => Read(_output);

    /// <summary>Standard error so far.</summary>
    public string Error => Read(_error);

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public Task<int> KillAsync()
    {
        _process.Kill();
        return WaitForExitAsync();
    }

    /// <summary>SIGTERM: asks it to end in order, and answers the exit code.</summary>
    public Task<int> StopAsync()
    {
        Signals.Send(Id, Signals.Terminate);
        return WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it stands still with all that it holds, and its sockets stay open.</summary>
    public void Pause() => Signals.Send(Id, Signals.Stop);

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public void Resume() => Signals.Send(Id, Signals.Continue);

    /// <summary>Answers the exit code, when all of the output has been read.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits until a GET of the path is answered 200; throws when the program ends instead.</summary>
    private protected async Task WaitForAsync(string path, string what)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Url };
        await Eventually.HoldsAsync(what, async () => _process.HasExited
            ? throw new InvalidOperationException($"{GetType().Name} ended with exit code {_process.ExitCode}: {Error}{Output}")
            : await StatusAsync(http, path) == HttpStatusCode.OK);
    }

    /// <summary>Starts a program of the same build configuration as this test: <c>src/PROJECT/bin/CONFIGURATION/FRAMEWORK/</c>.</summary>
    private protected static Task<Process> StartAsync(string project, Uri url, IReadOnlyDictionary<string, string?> settings, IReadOnlyList<string> arguments)
    {
        var info = new ProgramStart("dotnet", [FindProgram(project), .. arguments]) { Environment = EnvironmentOf(url, settings) }.ToStartInfo();
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        return Launcher.StartAsync(info);
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http, string path)
    {
        try
        {
            using var response = await http.GetAsync(path);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> EnvironmentOf(Uri url, IReadOnlyDictionary<string, string?> settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = url.ToString(),
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            // It lives for seconds: what is compiled once more, for speed, is compiled in vain.
            ["DOTNET_TC_CallCounting"] = "0",
        };
        foreach (var (name, value) in settings.Where(setting => setting.Value is not null))
        {
            environment[name.Replace(":", "__", StringComparison.Ordinal)] = value!;
        }

        return environment;
    }

    private static string FindProgram(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (output.Name, output.Parent!.Name);
        var root = output.Parent.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", project, "bin", configuration, framework, $"GmailPlatform.{project}.dll");
    }

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append(line is null ? "" : "\n");
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
