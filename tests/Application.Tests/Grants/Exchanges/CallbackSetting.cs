using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

/// <summary>The real handler of callbacks over an <see cref="ExchangeSetting"/>.</summary>
internal sealed class CallbackSetting : IDisposable
{
    public const string Issuer = "https://accounts.example";

    public CallbackSetting(int capacity = 100)
    {
        Exchange = new ExchangeSetting(capacity, services => services.AddSingleton<IAuthorizationStore>(Authorizations));
        Exchange.Get<IGoogleClients>().ForTenantAsync(default, default).ReturnsForAnyArgs(ExchangeSetting.Client);
        Exchange.Get<IIssuer>().Name.Returns(Issuer);
    }

    public MemoryAuthorizations Authorizations { get; } = new();

    public ExchangeSetting Exchange { get; }

    public TenantId Tenant { get; } = TenantId.New(DateTimeOffset.UnixEpoch);

    /// <summary>Stores an authorization that waits for its person.</summary>
    public StoredAuthorization Open(Func<Authorization, Authorization>? change = null)
    {
        var (secrets, now) = (AuthorizationSecrets.Generate(clientState: null), Exchange.Get<TimeProvider>().GetUtcNow());
        var authorization = new Authorization(
            Guid.NewGuid(), Tenant.Value, secrets.State.Sha256(), ScopeSet.Of("openid"), LoginHint: null, ReturnUrl: null, GrantId: null, now, now + Authorization.Lifetime);
        Authorizations.Commit(new StoredAuthorization(change is null ? authorization : change(authorization), secrets, Revision: 0));
        return Authorizations.Get(authorization.Id);
    }

    /// <summary>Loads the callback of an authorization.</summary>
    public async Task<Result<CompletedAuthorization>> LoadAsync(StoredAuthorization authorization, string? issuer = Issuer)
    {
        await using var scope = Exchange.Get<IServiceScopeFactory>().CreateAsyncScope();
        var handler = scope.ServiceProvider.GetRequiredService<IRequestHandler<CompleteAuthorization, Result<CompletedAuthorization>>>();
        return await handler.Handle(
            new CompleteAuthorization(authorization.Secrets.State, new Secret($"4/{authorization.Authorization.Id}"), Error: null, issuer, BrowserBindings: []), CancellationToken.None);
    }

    /// <summary>How often codes were sent to Google.</summary>
    public int CodesSent => Exchange.Endpoint.ReceivedCalls().Count(call => call.GetMethodInfo().Name == nameof(ITokenEndpoint.ExchangeAsync));

    public void Dispose() => Exchange.Dispose();
}
