using System.Text.Json;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;
using static GmailPlatform.EndToEnd.Tests.SecurityEvents;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What Google's security events do to the grants that they are about, and to no other.</summary>
public sealed class SecurityEventTests(SharedWorld shared)
{
    private static readonly string[] FirstConsent = ["grant_connected", "code_exchanged", "credentials_stored"];

    private readonly World _world = shared.World;

    [Fact]
    public async Task A_person_who_removes_the_app_ends_the_grant_by_Googles_word_alone()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "revoke");

        await _world.TellAsync(Event("tokens-revoked", person));
        await _world.SettleAsync();

        var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 409, "reauthorization_required");
        problem.Text("reason").Should().Be("revokedByUser");
        (await tenant.HistoryAsync(grantId)).Should().Equal([.. FirstConsent, "security_event_received", "reauthorization_required"]);
        var received = await tenant.EventAsync(grantId, "security_event_received");
        received.Text("actor").Should().Be("google");
        received.GetProperty("data").Text("type").Should().Be("tokensRevoked");
        (await tenant.EventAsync(grantId, "reauthorization_required")).GetProperty("data").Text("cause").Should().Be("tokens-revoked");
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(0, "Google's word needs no proof");
        (await _world.FollowAsync(problem.AuthorizationUrl(), person)).Should().Contain("status", "connected").And.Contain("grantId", grantId);
    }

    [Theory]
    [InlineData("hash_base64_sha512_sha512")]
    [InlineData("prefix")]
    public async Task A_revoked_token_ends_the_grant_that_holds_it_and_no_other(string algorithm)
    {
        using var tenant = await _world.ATenantAsync();
        var (revoked, other) = (await tenant.ConnectAsync(await _world.Google.APersonAsync()), await tenant.ConnectAsync(await _world.Google.APersonAsync()));

        await _world.TellAsync(TokenRevoked(await _world.RefreshTokenAsync(tenant, revoked), algorithm));
        await _world.SettleAsync();

        (await tenant.GetProblemAsync($"v1/grants/{revoked}/access-token", 409, "reauthorization_required")).Text("reason").Should().Be("revokedByUser");
        (await tenant.HistoryAsync(other)).Should().Equal(FirstConsent);
        await tenant.GetAsync($"v1/grants/{other}/access-token");
    }

    [Fact]
    public async Task A_token_that_a_newer_consent_replaced_is_nobodys()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var old = await _world.RefreshTokenAsync(tenant, grantId);
        await _world.Google.DoAsync(person, "revoke");
        (await tenant.ConnectAsync(person)).Should().Be(grantId);
        (await _world.RefreshTokenAsync(tenant, grantId)).Should().NotBe(old);

        await _world.TellAsync(TokenRevoked(old));
        await _world.TellAsync(TokenRevoked(old, "prefix"));
        await _world.SettleAsync();

        (await tenant.HistoryAsync(grantId)).Should().NotContain("security_event_received").And.NotContain("reauthorization_required");
        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
    }

    [Theory]
    [InlineData("tokens-revoked")]
    [InlineData("account-disabled")]
    [InlineData("account-purged")]
    public async Task A_word_from_before_the_consent_is_recorded_and_the_token_is_tried(string type)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);

        await _world.TellAsync(Event(type, person).With("issuedAt", _world.Clock.GetUtcNow().AddSeconds(-1)));
        await _world.SettleAsync();

        (await tenant.HistoryAsync(grantId)).Should().Equal([.. FirstConsent, "security_event_received", "access_token_refreshed"]);
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
    }

    [Fact]
    public async Task A_word_that_is_older_and_true_ends_the_grant_by_the_refresh_that_tries_it()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "revoke");

        await _world.TellAsync(Event("tokens-revoked", person).With("issuedAt", _world.Clock.GetUtcNow().AddSeconds(-1)));
        await _world.SettleAsync();

        (await tenant.HistoryAsync(grantId)).Should().EndWith(["security_event_received", "reauthorization_required"]);
        (await tenant.EventAsync(grantId, "reauthorization_required")).Text("actor").Should().Be("job:check-after-security-event");
    }

    [Theory]
    [InlineData("hijacking")]
    [InlineData("bulk-account")]
    [InlineData(null)]
    public async Task A_disabled_account_is_left_alone_until_Google_enables_it_and_the_token_still_works(string? reason)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "disable");
        var disabled = Event("account-disabled", person);
        await _world.TellAsync(reason is null ? disabled : disabled.With("reason", reason));
        await _world.SettleAsync();
        (await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 409, "reauthorization_required")).Text("reason").Should().Be("accountDisabled");
        (await tenant.EventAsync(grantId, "security_event_received")).GetProperty("data").Text("reason").Should().Be(reason);

        await _world.Google.DoAsync(person, "enable");
        await _world.TellAsync(Event("account-enabled", person));
        await _world.SettleAsync();

        (await tenant.HistoryAsync(grantId)).Should().EndWith(["security_event_received", "grant_resumed", "access_token_refreshed"]);
        await tenant.GetAsync($"v1/grants/{grantId}/access-token");
    }

    [Fact]
    public async Task An_account_that_is_enabled_without_its_token_still_needs_a_consent()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.TellAsync(Event("account-disabled", person));
        await _world.SettleAsync();
        await _world.Google.DoAsync(person, "revoke");

        await _world.TellAsync(Event("account-enabled", person));
        await _world.SettleAsync();

        (await tenant.HistoryAsync(grantId)).Should().EndWith(["grant_resumed", "reauthorization_required"]);
        await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 409, "reauthorization_required");
    }

    [Fact]
    public async Task Ended_sessions_are_recorded_and_nothing_good_is_dropped()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);

        await _world.TellAsync(Event("sessions-revoked", person));
        await _world.SettleAsync();

        (await tenant.HistoryAsync(grantId)).Should().Equal([.. FirstConsent, "security_event_received"]);
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(0);
    }

    [Fact]
    public async Task A_password_that_must_change_has_the_token_tried_at_once()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.TellAsync(Event("account-credential-change-required", person));
        await _world.SettleAsync();
        (await tenant.HistoryAsync(grantId)).Should().Equal([.. FirstConsent, "security_event_received", "access_token_refreshed"]);

        await _world.Google.DoAsync(person, "password");
        await _world.TellAsync(Event("account-credential-change-required", person));
        await _world.SettleAsync();

        (await tenant.HistoryAsync(grantId)).Should().EndWith(["security_event_received", "reauthorization_required"]);
    }

    [Fact]
    public async Task While_Google_cannot_be_asked_a_word_that_leaves_the_token_alone_asks_nobody_for_consent()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", status = 503 });

        await _world.TellAsync(Event("account-credential-change-required", person));
        await _world.SettleAsync();

        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("refreshFailing");
    }

    [Fact]
    public async Task An_event_that_is_sent_again_is_taken_and_has_no_second_effect()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "revoke");
        var revoked = Event("tokens-revoked", person).With("jti", $"jti-{Guid.NewGuid():N}");
        await _world.TellAsync(revoked);
        await _world.SettleAsync();
        (await tenant.ConnectAsync(person)).Should().Be(grantId);

        await _world.TellAsync(revoked);
        await _world.TellAsync(revoked);
        await _world.SettleAsync();

        (await tenant.HistoryAsync(grantId)).Should().ContainSingle(type => type == "security_event_received");
        await tenant.GetAsync($"v1/grants/{grantId}/access-token");
    }

    [Fact]
    public async Task An_event_about_a_stranger_is_taken_and_leaves_nothing_of_them()
    {
        var stranger = $"1{Guid.NewGuid():N}"[..21];

        await _world.TellAsync(new Dictionary<string, object> { ["event"] = "tokens-revoked", ["sub"] = stranger });
        await _world.TellAsync(TokenRevoked($"1//0{stranger}abcdefghijk"));
        await _world.TellAsync(new Dictionary<string, object> { ["event"] = "verification", ["state"] = "hello" });
        await _world.TellAsync(new Dictionary<string, object> { ["event"] = "https://schemas.example/a-new-event", ["sub"] = stranger });
        await _world.SettleAsync();

        (await Rows.ReadAsync(_world.Settings.Postgres)).SelectMany(table => table.Value).Should().NotContain(row => row.Contains(stranger));
    }

    [Fact]
    public async Task No_row_shows_the_beginning_or_the_public_hash_of_a_stored_token()
    {
        using var tenant = await _world.ATenantAsync();
        var grantId = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var token = await _world.RefreshTokenAsync(tenant, grantId);
        var byPrefix = await _world.TellAsync(TokenRevoked(token, "prefix"));
        var byHash = await _world.TellAsync(TokenRevoked(token));
        await _world.SettleAsync();

        var (prefix, rows) = (token[..16], (await Rows.ReadAsync(_world.Settings.Postgres)).SelectMany(table => table.Value).ToList());

        rows.Should().Contain(row => row.Contains(grantId)).And.NotContain(row => row.Contains(prefix));
        foreach (var name in new[] { byPrefix, byHash }.Select(TokenNameOf))
        {
            rows.Should().NotContain(row => row.Contains(name));
        }
    }

    [Fact]
    public async Task A_revoked_grant_is_found_by_no_token_any_more()
    {
        using var tenant = await _world.ATenantAsync();
        var grantId = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var token = await _world.RefreshTokenAsync(tenant, grantId);
        await tenant.DeleteAsync($"v1/grants/{grantId}");

        await _world.TellAsync(TokenRevoked(token));
        await _world.SettleAsync();

        (await tenant.HistoryAsync(grantId)).Should().EndWith(["grant_revoked", "revocation_confirmed"]);
    }

    [Fact]
    public async Task An_event_for_another_Google_client_leaves_a_tenants_grants_alone()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var own = $"{Guid.NewGuid():N}.apps.googleusercontent.com";
        await _world.SendAsync(new CreateTenant("Own client", [], new GoogleClientFile(own, new Secret("GOCSPX-own"), [])));

        await _world.TellAsync(Event("tokens-revoked", person).With("audience", new[] { own }));
        await _world.SettleAsync();
        (await tenant.HistoryAsync(grantId)).Should().Equal(FirstConsent);

        await _world.TellAsync(Event("tokens-revoked", person).With("audience", new[] { own, WorldSettings.ClientId }));
        await _world.SettleAsync();
        (await tenant.HistoryAsync(grantId)).Should().EndWith("reauthorization_required");
    }

    [Fact]
    public async Task An_event_whose_job_was_lost_is_found_by_the_sweep()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var sub = (await _world.Services.GetRequiredService<IGrantStore>().FindAsync(tenant.Id, Guid.Parse(grantId), CancellationToken.None))!.Account!.Subject;
        var now = _world.Clock.GetUtcNow();
        var received = new ReceivedSecurityEvent(new SecurityEvent(Guid.NewGuid(), SecurityEventType.TokensRevoked, null, now), [WorldSettings.ClientId], sub, null);

        (await _world.Services.GetRequiredService<ISecurityEventStore>().TryAddAsync(received, now.AddMinutes(-2), CancellationToken.None)).Should().BeTrue();
        await _world.SendAsync(new ResumeSecurityEvents());
        await _world.SettleAsync();

        (await tenant.HistoryAsync(grantId)).Should().EndWith(["security_event_received", "reauthorization_required"]);
    }

    [Fact]
    public async Task An_event_that_is_processed_again_records_nothing_twice()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var sub = (await _world.Services.GetRequiredService<IGrantStore>().FindAsync(tenant.Id, Guid.Parse(grantId), CancellationToken.None))!.Account!.Subject;
        var received = new ReceivedSecurityEvent(
            new SecurityEvent(Guid.NewGuid(), SecurityEventType.SessionsRevoked, null, _world.Clock.GetUtcNow()), [WorldSettings.ClientId], sub, null);
        await _world.Services.GetRequiredService<ISecurityEventStore>().TryAddAsync(received, _world.Clock.GetUtcNow(), CancellationToken.None);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _world.SendAsync(new ProcessSecurityEvent(received.Event.Id))));

        (await tenant.HistoryAsync(grantId)).Should().ContainSingle(type => type == "security_event_received");
    }

    private static string TokenNameOf(JsonElement sent)
    {
        var events = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(sent.Text("set")).GetPayloadValue<JsonElement>("events");
        return events.EnumerateObject().Single().Value.GetProperty("subject").Text("token")!;
    }
}
