using System.Net;
using System.Net.Sockets;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Tests;

/// <summary>What a newcomer reads when something stands in run.sh's way: one line that says what and what to do.</summary>
public sealed class RunScriptTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("GMAILPLATFORM_PORT")]
    [InlineData("GMAILPLATFORM_SANDBOX_PORT")]
    public async Task A_port_in_use_is_named_with_the_variable_that_changes_it(string variable)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = Port(listener);

        var result = await RunAsync((variable, port));

        Says(result, $"run.sh: Port {port} is in use: stop the program that listens there, or choose another port with {variable}.");
    }

    [Theory]
    [InlineData("http")]
    [InlineData("0")]
    [InlineData("65536")]
    public async Task A_port_that_is_none_is_refused(string port) =>
        Says(await RunAsync(("GMAILPLATFORM_PORT", port)), $"run.sh: GMAILPLATFORM_PORT is '{port}': it should be a port number from 1 to 65535.");

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    public async Task A_data_folder_that_is_a_file_is_refused(string name)
    {
        await File.WriteAllTextAsync(_temp.File("file"), "", TestContext.Current.CancellationToken);
        var folder = _temp.File(name);

        Says(await RunAsync(("GMAILPLATFORM_DATA", folder)), $"run.sh: The data folder {folder} cannot be used (a file, or not writable): choose another with GMAILPLATFORM_DATA.");
    }

    [Fact]
    public async Task A_missing_sdk_is_named()
    {
        foreach (var tool in new[] { "bash", "dirname" })
        {
            File.CreateSymbolicLink(_temp.File(tool), ExecutablePath.Find(tool)!);
        }

        var result = await RunAsync(("PATH", _temp.Path));

        result.ExitCode.Should().Be(1);
        result.Error.Should().StartWith("run.sh: The .NET SDK 10.0 is missing: install it").And.EndWith("\n");
    }

    [Fact]
    public async Task An_sdk_that_is_too_old_is_named()
    {
        _temp.Script("dotnet", """[[ $1 == --list-sdks ]] && echo "8.0.404 [/usr/share/dotnet/sdk]" || exit 145""");

        var result = await RunAsync(("PATH", $"{_temp.Path}:{Environment.GetEnvironmentVariable("PATH")}"));

        Says(result, "run.sh: The .NET SDK 10.0 is missing, there is only 8.0.404: install the package dotnet-sdk-10.0.");
    }

    private async Task<CommandResult> RunAsync((string Name, string Value) setting)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GMAILPLATFORM_PORT"] = FreePort(),
            ["GMAILPLATFORM_SANDBOX_PORT"] = FreePort(),
            ["GMAILPLATFORM_DATA"] = _temp.File("data"),
            [setting.Name] = setting.Value,
        };
        return await Repository.RunAsync("run.sh", environment);
    }

    private static void Says(CommandResult result, string line)
    {
        result.ExitCode.Should().Be(1);
        result.Error.Should().Be(line + "\n");
        result.Output.Should().BeEmpty();
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return Port(listener);
    }

    private static string Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
}
