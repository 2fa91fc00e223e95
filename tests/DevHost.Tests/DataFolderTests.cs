using GmailPlatform.DevHost.Demo;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Tests;

public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _temp = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Secrets_are_made_once_and_only_their_owner_reads_them()
    {
        var data = new DataFolder(_temp.Path);

        var key = await data.MasterKeyAsync(Ct);
        var secret = await data.SandboxClientSecretAsync(Ct);

        Convert.FromBase64String(key).Should().HaveCount(32);
        (await data.MasterKeyAsync(Ct)).Should().Be(key);
        (await data.SandboxClientSecretAsync(Ct)).Should().Be(secret);
        Directory.GetFiles(_temp.Path).Should().HaveCount(2).And.OnlyContain(file => File.GetUnixFileMode(file) == OwnerOnly);
    }

    [Fact]
    public async Task The_demo_file_reads_back_and_has_the_promised_names()
    {
        var file = _temp.File("demo.json");
        var demo = new DemoFile("http://localhost:5080", "http://localhost:5081", "gp_a_b", "Host=127.0.0.1", [], [new MailUser("ada@example.com")]);

        await demo.WriteAsync(file, Ct);

        (await DemoFile.ReadAsync(file, Ct)).Should().BeEquivalentTo(demo);
        (await File.ReadAllTextAsync(file, Ct)).Should().ContainAll("baseUrl", "sandboxUrl", "apiKey", "postgres", "consoleUsers", "mailUsers", "email");
        File.GetUnixFileMode(file).Should().Be(OwnerOnly);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ half a fi")]
    public async Task A_demo_file_that_is_missing_or_broken_counts_as_none(string? text)
    {
        var file = _temp.File("demo.json");
        if (text is not null)
        {
            await File.WriteAllTextAsync(file, text, Ct);
        }

        (await DemoFile.ReadAsync(file, Ct)).Should().BeNull();
    }

    [Fact]
    public void A_data_folder_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_temp.File("file"), "");

        var create = new DataFolder(_temp.File("file")).Create;

        create.Should().Throw<DevHostException>().WithMessage($"The data folder {_temp.File("file")} cannot be used*GMAILPLATFORM_DATA.");
    }

    [Fact]
    public async Task The_command_line_works_on_the_environment_of_the_running_platform()
    {
        _temp.Script("dotnet", """echo "$Name|$ConnectionStrings__Postgres|${@: -2}" """);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["ConnectionStrings__Postgres"] = "Host=x;Password=a'b $c", ["Name"] = "n" };
        string[] command = ["key", "list"];
        var caller = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GMAILPLATFORM_DATA"] = _temp.Path,
            ["PATH"] = $"{_temp.Path}:{Environment.GetEnvironmentVariable("PATH")}",
            ["ConnectionStrings__Postgres"] = "",
        };

        CommandResult running;
        await using (await EnvironmentFile.WriteAsync(new DataFolder(_temp.Path).PlatformEnvironmentFile, environment, Ct))
        {
            running = await Repository.RunAsync("gmailplatform", caller, command);
        }

        var stopped = await Repository.RunAsync("gmailplatform", caller, command);

        running.Output.Should().EndWith("n|Host=x;Password=a'b $c|key list\n");
        stopped.Output.Should().EndWith("||key list\n");
    }
}
