using GmailPlatform.GoogleSandbox.OAuth.Authorization;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth;

/// <summary>OAuth 2.0 and OpenID Connect at Google's paths, current and older ones.</summary>
internal static class OAuthModule
{
    public static IServiceCollection AddOAuth(this IServiceCollection services) => services
        .AddSingleton<ClientRegistry>()
        .AddSingleton<ServiceAccountRegistry>()
        .AddSingleton<ClientAuthentication>()
        .AddSingleton<CodeStore>()
        .AddSingleton<TokenStore>()
        .AddSingleton<ConsentLedger>()
        .AddSingleton<Revocations>()
        .AddSingleton<SigningKeys>()
        .AddSingleton<IdTokens>()
        .AddSingleton<TokenIssuer>()
        .AddSingleton<ITokenGrant, AuthorizationCodeGrant>()
        .AddSingleton<ITokenGrant, RefreshTokenGrant>()
        .AddSingleton<ITokenGrant, JwtBearerGrant>()
        .AddSingleton<TokenEndpoint>()
        .AddSingleton<RevokeEndpoint>()
        .AddSingleton<TokenInfoEndpoint>()
        .AddSingleton<UserInfoEndpoint>()
        .AddSingleton<DiscoveryEndpoint>()
        .AddSingleton<AuthorizationRequestReader>()
        .AddSingleton<AuthorizationServer>()
        .AddSingleton<AuthorizationPages>()
        .AddSingleton<AuthorizationEndpoint>();

    public static IEndpointRouteBuilder MapOAuth(this IEndpointRouteBuilder app)
    {
        MapAuthorization(app);
        MapTokens(app);
        MapUserInfo(app);
        MapDocuments(app);
        return app;
    }

    private static void MapAuthorization(IEndpointRouteBuilder app)
    {
        foreach (var path in new[] { "/o/oauth2/v2/auth", "/o/oauth2/auth" })
        {
            app.MapGet(path, (HttpRequest http, AuthorizationEndpoint endpoint) => endpoint.Start(http)).Named("authorization");
        }

        app.MapPost(AuthorizationPages.FormPath, (HttpRequest http, AuthorizationEndpoint endpoint, CancellationToken ct) => endpoint.StepAsync(http, ct));
        app.MapGet(AuthorizationError.PagePath, (string? authError) => AuthorizationPages.Error(AuthorizationError.Decode(authError)));
    }

    private static void MapTokens(IEndpointRouteBuilder app)
    {
        foreach (var path in new[] { "/token", "/o/oauth2/token", "/oauth2/v3/token", "/oauth2/v4/token" })
        {
            app.MapPost(path, (HttpRequest http, TokenEndpoint endpoint, CancellationToken ct) => endpoint.HandleAsync(http, ct)).Named("token");
        }

        foreach (var path in new[] { "/revoke", "/o/oauth2/revoke" })
        {
            app.MapPost(path, (HttpRequest http, RevokeEndpoint endpoint, CancellationToken ct) => endpoint.HandleAsync(http, ct)).Named("revoke");
        }

        foreach (var path in new[] { "/tokeninfo", "/oauth2/v3/tokeninfo" })
        {
            app.MapMethods(path, ["GET", "POST"], (HttpRequest http, TokenInfoEndpoint endpoint, CancellationToken ct) => endpoint.HandleAsync(http, ct))
                .Named("tokeninfo");
        }

        foreach (var path in new[] { "/oauth2/v1/tokeninfo", "/oauth2/v2/tokeninfo" })
        {
            app.MapMethods(path, ["GET", "POST"], (HttpRequest http, TokenInfoEndpoint endpoint, CancellationToken ct) => endpoint.HandleV2Async(http, ct))
                .Named("tokeninfo");
        }
    }

    private static void MapUserInfo(IEndpointRouteBuilder app)
    {
        foreach (var path in new[] { "/v1/userinfo", "/oauth2/v3/userinfo" })
        {
            app.MapMethods(path, ["GET", "POST"], (HttpRequest http, UserInfoEndpoint endpoint) => endpoint.Handle(http)).Named("userinfo");
        }

        foreach (var path in new[] { "/oauth2/v2/userinfo", "/userinfo/v2/me" })
        {
            app.MapGet(path, (HttpRequest http, UserInfoEndpoint endpoint) => endpoint.HandleV2(http)).Named("userinfo");
        }
    }

    private static void MapDocuments(IEndpointRouteBuilder app)
    {
        app.MapGet("/oauth2/v3/certs", (DiscoveryEndpoint endpoint) => endpoint.Jwks()).Named("jwks");
        app.MapGet("/oauth2/v1/certs", (DiscoveryEndpoint endpoint) => endpoint.Certificates()).Named("jwks");
        app.MapGet("/.well-known/openid-configuration", (HttpRequest http, DiscoveryEndpoint endpoint) => endpoint.Configuration(http)).Named("discovery");
    }

    private static void Named(this RouteHandlerBuilder route, string name) => route.WithMetadata(new EndpointName(name));
}
