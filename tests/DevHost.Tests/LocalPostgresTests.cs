using GmailPlatform.DevHost.Postgres;
using GmailPlatform.DevHost.Processes;
using Npgsql;

namespace GmailPlatform.DevHost.Tests;

public sealed class LocalPostgresTests : IDisposable
{
    private const int Kill = 9;

    private readonly TempFolder _temp = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => _temp.File("postgres");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_fresh_server_listens_on_loopback_and_asks_for_its_password()
    {
        await using var postgres = await LocalPostgres.StartAsync(Data, port: null, Ct);

        (await Sql.AskAsync(postgres.ConnectionString, "SHOW listen_addresses")).Should().Be("127.0.0.1");
        (await Sql.AskAsync(postgres.ConnectionString, "SHOW password_encryption")).Should().Be("scram-sha-256");
        var stranger = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "guess" }.ConnectionString;
        (await FluentActions.Awaiting(() => Sql.AskAsync(stranger, "SELECT 1")).Should().ThrowAsync<PostgresException>())
            .Which.SqlState.Should().Be(PostgresErrorCodes.InvalidPassword);
        File.GetUnixFileMode(Data + ".password").Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_second_start_finds_the_data_of_the_first()
    {
        await using (var first = await LocalPostgres.StartAsync(Data, port: null, Ct))
        {
            await Sql.AskAsync(await first.EnsureDatabaseAsync("app", Ct), "CREATE TABLE note AS SELECT 'kept' AS text");
        }

        await using var second = await LocalPostgres.StartAsync(Data, port: null, Ct);

        (await Sql.AskAsync(await second.EnsureDatabaseAsync("app", Ct), "SELECT text FROM note")).Should().Be("kept");
    }

    [Fact]
    public async Task A_server_that_was_killed_starts_again_with_its_data()
    {
        await using (var killed = await LocalPostgres.StartAsync(Data, port: null, Ct))
        {
            await Sql.AskAsync(killed.ConnectionString, "CREATE TABLE note AS SELECT 'kept' AS text");
            Signals.Send(killed.ProcessId, Kill);
            await killed.Server.Exited;
        }

        File.Exists(Path.Combine(Data, "postmaster.pid")).Should().BeTrue();
        await using var next = await LocalPostgres.StartAsync(Data, port: null, Ct);

        (await Sql.AskAsync(next.ConnectionString, "SELECT text FROM note")).Should().Be("kept");
    }

    [Fact]
    public async Task A_server_left_by_an_earlier_run_is_stopped_first()
    {
        var cluster = await PostgresCluster.OpenAsync(Data, durable: true, Ct);
        var (orphan, _) = await PostgresServer.StartAsync(cluster, port: null, logFile: null, durable: true, Ct);
        await using var cleanup = orphan;

        await using var postgres = await LocalPostgres.StartAsync(Data, port: null, Ct);

        orphan.Exited.IsCompleted.Should().BeTrue();
        (await Sql.AskAsync(postgres.ConnectionString, "SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task A_process_id_that_now_belongs_to_another_program_is_no_obstacle()
    {
        await using (await LocalPostgres.StartAsync(Data, port: null, Ct))
        {
        }

        await File.WriteAllTextAsync(Path.Combine(Data, "postmaster.pid"), $"{Environment.ProcessId}\n{Data}\n", Ct);
        await using var postgres = await LocalPostgres.StartAsync(Data, port: null, Ct);

        (await Sql.AskAsync(postgres.ConnectionString, "SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task Two_processes_do_not_share_a_data_folder()
    {
        await using var first = await LocalPostgres.StartAsync(Data, port: null, Ct);

        var second = () => LocalPostgres.StartAsync(Data, port: null, Ct);

        (await second.Should().ThrowAsync<DevHostException>()).WithMessage("Another process uses the database*");
        (await Sql.AskAsync(first.ConnectionString, "SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task A_lost_password_is_named()
    {
        await using (await LocalPostgres.StartAsync(Data, port: null, Ct))
        {
        }

        File.Delete(Data + ".password");
        var start = () => LocalPostgres.StartAsync(Data, port: null, Ct);

        (await start.Should().ThrowAsync<DevHostException>()).WithMessage($"{Data}.password is missing*");
    }

    [Fact]
    public async Task A_folder_that_the_servers_account_cannot_reach_is_linked_to_one_that_it_can()
    {
        var closed = Directory.CreateDirectory(_temp.File("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var data = Path.Combine(closed.FullName, "postgres");
        await using (var first = await LocalPostgres.StartAsync(data, port: null, Ct))
        {
            await Sql.AskAsync(first.ConnectionString, "CREATE TABLE note AS SELECT 'kept' AS text");
        }

        await using (var second = await LocalPostgres.StartAsync(data, port: null, Ct))
        {
            (await Sql.AskAsync(second.ConnectionString, "SELECT text FROM note")).Should().Be("kept");
        }

        var elsewhere = new FileInfo(data).LinkTarget;
        (elsewhere is not null).Should().Be(Environment.IsPrivilegedProcess);
        if (elsewhere is not null)
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }
}
