using System.Diagnostics;
using System.Net;
using System.Text;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.Testing;

/// <summary>The platform as a process of its own, for what only shows when it starts, stops or dies.</summary>
public sealed class PlatformProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private PlatformProcess(Process process, Uri url)
    {
        (_process, Url) = (process, url);
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Where it listens, if it was told to serve.</summary>
    public Uri Url { get; }

    /// <summary>Standard output so far.</summary>
    public string Output => Read(_output);

    /// <summary>Standard error so far.</summary>
    public string Error => Read(_error);

    /// <summary>Starts it and does not wait.</summary>
    /// <param name="url">Where it listens, if it is told to serve.</param>
    /// <param name="settings">Its configuration, by the names of the README.</param>
    /// <param name="arguments">A command and its arguments; none serves.</param>
    public static async Task<PlatformProcess> StartAsync(Uri url, IReadOnlyDictionary<string, string?> settings, params IReadOnlyList<string> arguments)
    {
        var info = new ProgramStart("dotnet", [FindProgram(), .. arguments]) { Environment = EnvironmentOf(url, settings) }.ToStartInfo();
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        return new PlatformProcess(await Launcher.StartAsync(info), url);
    }

    /// <summary>Waits until it can serve.</summary>
    public async Task WaitReadyAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Url };
        await Eventually.HoldsAsync("the platform is ready", async () =>
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"The platform ended with exit code {_process.ExitCode}: {Error}{Output}");
            }

            return await StatusAsync(http) == HttpStatusCode.OK;
        });
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public Task<int> KillAsync()
    {
        _process.Kill();
        return WaitForExitAsync();
    }

    /// <summary>SIGTERM: asks it to end in order, and answers the exit code.</summary>
    public Task<int> StopAsync()
    {
        Signals.Send(_process.Id, Signals.Terminate);
        return WaitForExitAsync();
    }

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
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync("health/ready");
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

    /// <summary>Of the same configuration as this test: <c>src/WebApi/bin/CONFIGURATION/FRAMEWORK/</c>.</summary>
    private static string FindProgram()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (output.Name, output.Parent!.Name);
        var root = output.Parent.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", "WebApi", "bin", configuration, framework, "GmailPlatform.WebApi.dll");
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
