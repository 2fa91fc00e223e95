using GmailPlatform.Application;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Store;

public sealed class ConnectionDefaultsTests
{
    private const string Server = "Host=db.example;Username=platform";

    [Fact]
    public void A_node_opens_thirty_connections_at_most_which_keep_their_prepared_statements() =>
        SettingsOf(Server).Should().BeEquivalentTo(new { MaxPoolSize = 30, MaxAutoPrepare = 200, AutoPrepareMinUsages = 2, NoResetOnClose = true });

    [Fact]
    public void What_the_connection_string_says_counts() =>
        SettingsOf(Server + ";MaxPoolSize=7;Max Auto Prepare=0").Should().BeEquivalentTo(new { MaxPoolSize = 7, MaxAutoPrepare = 0 });

    [Fact]
    public void O7_Nothing_is_prepared_where_a_direct_address_says_that_the_other_one_is_pooled() =>
        SettingsOf(Server, Server).Should().BeEquivalentTo(new { MaxAutoPrepare = 0, NoResetOnClose = true });

    [Fact]
    public void O7_A_pooler_that_tracks_prepared_statements_may_be_given_them() =>
        SettingsOf(Server + ";Max Auto Prepare=50", Server).MaxAutoPrepare.Should().Be(50);

    private static NpgsqlConnectionStringBuilder SettingsOf(string connectionString, string? direct = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:Postgres", (string?)connectionString), KeyValuePair.Create("ConnectionStrings:PostgresDirect", direct)])
            .Build();
        using var services = new ServiceCollection().AddApplication().AddInfrastructure(configuration, runJobs: false).BuildServiceProvider();
        return new NpgsqlConnectionStringBuilder(services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
    }
}
