using GmailPlatform.Infrastructure;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace GmailPlatform.EndToEnd.Tests.Pooling;

/// <summary>A node starts where its addresses keep what it needs of a session, and says what to change where they do not.</summary>
[Collection(PooledNodes.Collection)]
public sealed class PoolerCheckTests(PooledNodes nodes)
{
    private readonly World _world = nodes.World;

    public static TheoryData<string, string, string?, string> Refused => new()
    {
        { "no direct address", "{transaction}", null, "ConnectionStrings:Postgres leads to a connection pooler that does not keep sessions: * PostgreSQL process* Set ConnectionStrings:PostgresDirect*" },
        { "no direct address, nothing prepared", "{transaction};Max Auto Prepare=0", null, "ConnectionStrings:Postgres leads to * Set ConnectionStrings:PostgresDirect*" },
        { "both addresses lead to the pooler", "{transaction}", "{transaction}", "ConnectionStrings:PostgresDirect leads to a connection pooler that does not keep sessions*" },
        { "the direct address leads to the pooler", "{postgres}", "{transaction}", "ConnectionStrings:PostgresDirect leads to a connection pooler that does not keep sessions*" },
        { "statements are prepared", "{transaction};Max Auto Prepare=20", "{postgres}", "ConnectionStrings:Postgres * does not keep prepared statements: * Remove Max Auto Prepare*" },
        { "sessions are reset", "{transaction};No Reset On Close=false", "{postgres}", "ConnectionStrings:Postgres * Remove No Reset On Close=false*" },
        { "single statements", "{statement}", "{postgres}", "ConnectionStrings:Postgres leads to a connection pooler that refuses transactions: * Set its pool mode to transaction or session." },
        { "single statements without a direct address", "{statement}", null, "ConnectionStrings:Postgres leads to a connection pooler that refuses transactions*" },
        { "a startup parameter", "{transaction};Search Path=public", "{postgres}", "ConnectionStrings:Postgres sets what its connection pooler does not accept: *search_path* ignore_startup_parameters*" },
        { "startup options", "{transaction};Options=-c statement_timeout=5000", "{postgres}", "ConnectionStrings:Postgres sets what its connection pooler does not accept: *options*" },
        { "another database", "{transaction}", "{postgres};Database=postgres", "ConnectionStrings:PostgresDirect does not receive what is sent through ConnectionStrings:Postgres*" },
    };

    public static TheoryData<string, string, string?> Accepted => new()
    {
        { "a session each", "{session}", null },
        { "a session each, and statements stay prepared", "{session};Max Auto Prepare=200", "{postgres}" },
        { "the direct address keeps sessions too", "{transaction}", "{session}" },
        { "no pool of its own", "{transaction};Pooling=false", "{postgres}" },
        { "no pooler", "{postgres}", null },
        { "no pooler, twice", "{postgres}", "{postgres}" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task O7_A_pooler_that_loses_what_the_server_needs_is_refused_at_start(string reason, string postgres, string? direct, string message)
    {
        var starting = () => _world.StartNodeAsync(builder => Configure(builder, postgres, direct));

        (await starting.Should().ThrowAsync<ConfigurationException>(reason)).WithMessage(message).Which.Message.Should().NotContain("Password").And.NotContain("\n");
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task O7_A_node_serves_and_hears_of_changes_where_sessions_are_kept(string reason, string postgres, string? direct)
    {
        await using var node = await _world.StartNodeAsync(builder => Configure(builder, postgres, direct));
        using var tenant = await _world.ATenantAsync();
        using var caller = tenant.At(new Uri(node.Urls.Single()));

        var grant = await caller.ConnectAsync(await _world.Google.APersonAsync());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => caller.GetAsync($"v1/grants/{grant}/access-token")));
        await Eventually.HoldsAsync($"a node hears of changes: {reason}", () => Task.FromResult(PooledNodes.IsCurrent(node.Services)));
    }

    private void Configure(WebApplicationBuilder builder, string postgres, string? direct)
    {
        builder.Configuration["ConnectionStrings:Postgres"] = Fill(postgres);
        builder.Configuration["ConnectionStrings:PostgresDirect"] = direct is null ? null : Fill(direct);
    }

    private string Fill(string address) => new NpgsqlConnectionStringBuilder(address
        .Replace("{transaction}", nodes.Pooler.TransactionMode, StringComparison.Ordinal)
        .Replace("{session}", nodes.Pooler.SessionMode, StringComparison.Ordinal)
        .Replace("{statement}", nodes.Pooler.StatementMode, StringComparison.Ordinal)
        .Replace("{postgres}", _world.Settings.Postgres, StringComparison.Ordinal)).ConnectionString;
}
