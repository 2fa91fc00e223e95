using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants;

public sealed class ClientBreakersTests
{
    private static readonly GoogleClient Client = new("123-abc.apps.googleusercontent.com", new Secret("GOCSPX-secret"), "https://platform.example/oauth/google/callback", []);

    private readonly IClientBreakerStore _store = Substitute.For<IClientBreakerStore>();
    private readonly ClientBreakers _breakers;

    public ClientBreakersTests() => _breakers = new ClientBreakers(_store, new FakeTimeProvider(ValidatedRequests.Now));

    [Fact]
    public void O8_A_breaker_is_of_a_client_with_all_its_secrets_in_whatever_order()
    {
        var two = Client with { OlderSecrets = [new Secret("GOCSPX-older")] };
        var turned = Client with { ClientSecret = new Secret("GOCSPX-older"), OlderSecrets = [Client.ClientSecret] };

        ClientBreakers.IdOf(two).Should().Be(ClientBreakers.IdOf(turned)).And.NotBe(ClientBreakers.IdOf(Client));
        ClientBreakers.IdOf(Client).Should().Be($"{Client.ClientId}:{Client.ClientSecret.Sha256()[..16]}", "open breakers outlast an upgrade");
    }

    [Fact]
    public async Task Refreshes_that_meet_read_the_breaker_once()
    {
        var reading = new TaskCompletionSource<StoredClientBreaker?>();
        _store.FindAsync(ClientBreakers.IdOf(Client), Arg.Any<CancellationToken>()).Returns(reading.Task);
        var entering = Enumerable.Range(0, 10).Select(_ => _breakers.EnterAsync(Client, CancellationToken.None)).ToList();

        reading.SetResult(null);

        (await Task.WhenAll(entering)).Should().OnlyContain(failure => failure == null);
        await _store.Received(1).FindAsync(Arg.Any<string>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_caller_who_leaves_does_not_end_the_reading_of_the_others()
    {
        var reading = new TaskCompletionSource<StoredClientBreaker?>();
        _store.FindAsync(ClientBreakers.IdOf(Client), Arg.Any<CancellationToken>()).Returns(call => reading.Task.WaitAsync(call.Arg<CancellationToken>()));
        using var leaving = new CancellationTokenSource();
        var (first, second) = (_breakers.EnterAsync(Client, leaving.Token), _breakers.EnterAsync(Client, CancellationToken.None));

        await leaving.CancelAsync();
        reading.SetResult(null);

        await first.Awaiting(left => left).Should().ThrowAsync<OperationCanceledException>();
        (await second).Should().BeNull();
    }

    [Fact]
    public async Task A_reading_that_failed_is_not_kept()
    {
        _store.FindAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(
            _ => Task.FromException<StoredClientBreaker?>(new TimeoutException()), _ => Task.FromResult<StoredClientBreaker?>(null));

        await _breakers.Awaiting(breakers => breakers.EnterAsync(Client, CancellationToken.None)).Should().ThrowAsync<TimeoutException>();

        (await _breakers.EnterAsync(Client, CancellationToken.None)).Should().BeNull();
    }
}
