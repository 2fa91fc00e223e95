using System.Security.Cryptography;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

/// <summary>The real exchange over ports that a test controls: by default Google answers tokens, the person is known and a commit succeeds.</summary>
internal sealed class ExchangeSetting : IDisposable
{
    public static readonly TokenSet Tokens = new(
        new Secret("ya29.an-access-token"), new Secret("1//a-refresh-token"), DateTimeOffset.UnixEpoch.AddHours(1), ScopeSet.Of("openid"), new Secret("an.id.token"), RefreshTokenExpiresAt: null);

    public static readonly GoogleClient Client = new("1-a.apps.googleusercontent.com", new Secret("client-secret"), "https://platform.example/oauth/google/callback", ["openid"]);

    private readonly ServiceProvider _services;

    public ExchangeSetting(int capacity = 100, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection().AddApplication().AddSingleton(TimeProvider.System)
            .AddSingleton(new ExchangeLimits(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10)) { Capacity = capacity, ConsumptionWindow = TimeSpan.FromSeconds(1) });
        foreach (var port in typeof(DependencyInjection).Assembly.GetTypes().Where(IsPort))
        {
            services.AddSingleton(port, Substitute.For([port], []));
        }

        services.AddSingleton<IKeyRing>(KeyRing);
        services.AddSingleton(_ => Google());
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
        (Endpoint, Identities) = (Substitute.For<ITokenEndpoint>(), Get<IIdentityProvider>());
        Endpoint.ExchangeAsync(default!, default!, default!, default, default).ReturnsForAnyArgs(Tokens);
        Identities.IdentifyAsync(default!, default!, default, default).ReturnsForAnyArgs(
            new Identity(new GoogleAccount("1", "ada@example.com", "Ada"), IdentitySource.IdToken, HostedDomain: null));
        Grants.HoldByAccountAsync(default, default!, default).ReturnsForAnyArgs(new AccountGrants(Own: null, Elsewhere: [], Erasures: []));
        Grants.TryCommitAsync(default!, default).ReturnsForAnyArgs(true);
        Get<ITenantStore>().FindAsync(default, default).ReturnsForAnyArgs(call => Tenant.Create(call.Arg<TenantId>(), "A tenant", [], null, DateTimeOffset.UnixEpoch));
        Get<IAuthorizationEndpoint>().UrlFor(default!).ReturnsForAnyArgs("https://accounts.example/auth");
        Outages.Describe(default!).ReturnsForAnyArgs(call => call.Arg<Exception>() is TimeoutException ? CommonFailures.DatabaseUnavailable : null);
    }

    /// <summary>Made for each exchange; a test may let it throw.</summary>
    public Func<ITokenEndpoint>? MakeEndpoint { get; set; }

    public ITokenEndpoint Endpoint { get; }

    public IIdentityProvider Identities { get; }

    public IGrantStore Grants => Get<IGrantStore>();

    public IExchangeLog Log => Get<IExchangeLog>();

    public CodeExchanges Exchanges => Get<CodeExchanges>();

    public HidingKeyRing KeyRing { get; } = new();

    private IOutages Outages => Get<IOutages>();

    /// <summary>Sends a code of a tenant; another number is another code.</summary>
    public Task<Result<ConnectedGrant>> ExchangeAsync(TenantId tenant, int code, Func<Result<ConnectedGrant>, Task>? record = null) =>
        Exchanges.RunAsync(Flow(tenant, code), record ?? (_ => Task.CompletedTask));

    public static ExchangeFlow Flow(TenantId tenant, int code) => new(
        new ExchangeCode(new Caller(tenant, Actor.User), new Secret($"4/code-{code}"), "https://app.example/callback", CodeVerifier: null, Scopes: null, State: null), Client, HostedDomain: null);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public void Dispose() => _services.Dispose();

    private ITokenEndpoint Google() => MakeEndpoint is { } make ? make() : Endpoint;

    private static bool IsPort(Type type) =>
        type.IsInterface && !typeof(DependencyInjection).Assembly.GetTypes().Any(other => other.IsClass && other.IsAssignableTo(type));

    /// <summary>Wraps a key as a number that says nothing of it.</summary>
    internal sealed class HidingKeyRing : IKeyRing
    {
        private readonly Dictionary<string, byte[]> _keys = [];

        public byte[] Wrap(GrantKey key, TenantId tenant, Guid grantId)
        {
            var wrapped = RandomNumberGenerator.GetBytes(16);
            lock (_keys)
            {
                _keys[$"{Convert.ToHexString(wrapped)} {tenant} {grantId}"] = key.Material.ToArray();
            }

            return wrapped;
        }

        public void AssertSeals()
        {
        }

        public GrantKey Unwrap(byte[] wrapped, TenantId tenant, Guid grantId)
        {
            lock (_keys)
            {
                return new GrantKey(_keys[$"{Convert.ToHexString(wrapped)} {tenant} {grantId}"]);
            }
        }
    }
}
