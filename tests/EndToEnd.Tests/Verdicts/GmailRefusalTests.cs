using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Verdicts;

/// <summary>Gmail answers 401 to tokens that Google has just issued: no verdict, and no storm of refreshes.</summary>
public sealed class GmailRefusalTests(SharedWorld shared)
{
    private const string List = "gmail.users.messages.list";

    private readonly World _world = shared.World;

    [Fact]
    public async Task C2_two_401s_in_a_row_are_followed_by_a_refresh_that_Google_answers()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 1, AMailbox.Modify);
        await RefuseAsync(mailbox, List, times: 2);

        await tenant.GetAsync(mailbox.Path + "messages");

        (await RefreshesAsync(mailbox)).Should().Equal(200, 200);
        (await _world.Google.StatusesAsync(List, mailbox.Person)).Should().Equal(401, 401, 200);
    }

    [Theory]
    [InlineData("messages", List)]
    [InlineData("messages?view=metadata", List)]
    [InlineData("profile", "gmail.users.getProfile")]
    public async Task C2_a_Gmail_that_refuses_every_token_is_unavailable_and_leaves_the_grant_active(string path, string method)
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 1, AMailbox.Modify);
        var fault = await RefuseAsync(mailbox, method);

        var problem = await tenant.GetProblemAsync(mailbox.Path + path, 503, "google_unavailable");

        problem.Text("reason").Should().Be("accessTokenRejected");
        problem.Has("authorizationUrl").Should().BeFalse();
        (await tenant.GetAsync(mailbox.Path.TrimEnd('/'))).Text("status").Should().Be("active");
        (await RefreshesAsync(mailbox)).Should().Equal(200, 200);

        await _world.Google.MendAsync(fault);
        await tenant.GetAsync(mailbox.Path + path);
    }

    [Fact]
    public async Task C2_a_page_of_metadata_whose_batch_is_refused_is_unavailable_too()
    {
        using var tenant = await _world.ATenantAsync();
        // Enough for some that are neither spam nor in the trash.
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 10, AMailbox.Modify);
        await RefuseAsync(mailbox, "gmail.users.messages.get");

        (await tenant.GetProblemAsync(mailbox.Path + "messages?view=metadata", 503, "google_unavailable")).Has("authorizationUrl").Should().BeFalse();

        (await RefreshesAsync(mailbox)).Should().Equal(200, 200);
    }

    [Fact]
    public async Task C2_hundreds_of_callers_whose_every_token_is_refused_cost_two_refreshes_and_later_callers_none()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 1, AMailbox.Modify);
        await RefuseAsync(mailbox, "gmail.users.getProfile");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 500).Select(async _ =>
        {
            using var response = await tenant.Api.GetAsync(mailbox.Path + "profile");
            return (int)response.StatusCode;
        }));

        // The budget of Gmail's quota lets not all of them pass.
        statuses.Should().Contain(503).And.OnlyContain(status => status == 503 || status == 429);
        (await RefreshesAsync(mailbox)).Should().Equal(200, 200);
        (await tenant.HistoryAsync(mailbox.Path.Split('/')[2])).Count(type => type == "access_token_refreshed").Should().Be(2);
    }

    [Fact]
    public async Task C2_a_token_that_Gmail_takes_ends_the_series_so_that_each_expiry_is_repaired()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 1, AMailbox.Modify);

        for (var expiry = 0; expiry < 4; expiry++)
        {
            await _world.Google.DoAsync(mailbox.Person, "expire-access-tokens");
            await tenant.GetAsync(mailbox.Path + "messages");
        }

        (await RefreshesAsync(mailbox)).Should().Equal(200, 200, 200, 200);
    }

    [Fact]
    public async Task C2_while_refreshes_fail_a_401_asks_Google_no_more_often_than_the_back_off_says()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 1, AMailbox.Modify);
        await _world.Google.DoAsync(mailbox.Person, "expire-access-tokens");
        await _world.Google.BreakAsync(new { endpoint = "token", person = mailbox.Person, grantType = "refresh_token", status = 503 });

        for (var call = 0; call < 5; call++)
        {
            (await tenant.GetProblemAsync(mailbox.Path + "messages", 503, "google_unavailable")).Has("authorizationUrl").Should().BeFalse();
        }

        (await RefreshesAsync(mailbox)).Should().Equal(503);
    }

    [Fact]
    public async Task C2_a_send_that_Gmail_refuses_with_401_was_not_sent_and_may_be_repeated_under_its_key()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, "https://www.googleapis.com/auth/gmail.send");
        var fault = await RefuseAsync(mailbox, "gmail.users.messages.send");

        await SendAsync(mailbox, expectedStatus: 503);
        await _world.Google.MendAsync(fault);

        await SendAsync(mailbox, expectedStatus: 200);
        (await _world.Google.StatusesAsync("gmail.users.messages.send", mailbox.Person)).Should().Equal(401, 401, 401, 200);
    }

    [Fact]
    public async Task C2_a_large_upload_that_meets_a_revocation_says_where_to_consent()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        await tenant.GetAsync(mailbox.Path + "profile");
        await _world.Google.DoAsync(mailbox.Person, "revoke");
        using var content = new ByteArrayContent(new byte[2 << 20]) { Headers = { ContentType = new("message/rfc822") } };

        using var response = await tenant.Api.PostAsync(mailbox.Path + "google/upload/gmail/v1/users/me/messages?uploadType=media", content);

        (await response.ReadAsync(401)).GetProperty("error").GetProperty("details")[0].GetProperty("metadata").Text("authorizationUrl").Should().NotBeEmpty();
        (await tenant.GetAsync(mailbox.Path.TrimEnd('/'))).Text("status").Should().Be("reauthorizationRequired");
    }

    private static async Task SendAsync(AMailbox mailbox, int expectedStatus)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, mailbox.Path + "messages/send")
        {
            Content = JsonContent.Create(new { to = new[] { mailbox.Person }, subject = "x", text = "y" }),
            Headers = { { "Idempotency-Key", "one" } },
        };
        using var response = await mailbox.Tenant.Api.SendAsync(request);
        await response.ReadAsync(expectedStatus);
    }

    private Task<IReadOnlyList<int>> RefreshesAsync(AMailbox mailbox) => _world.Google.StatusesAsync("token", mailbox.Person, "refresh_token");

    private Task<string> RefuseAsync(AMailbox mailbox, string method, int? times = null) =>
        _world.Google.BreakAsync(new { endpoint = method, person = mailbox.Person, status = 401, times });
}
