using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace GmailPlatform.WebApi.Console.SignIn;

/// <summary>Sign-in for people: OpenID Connect with the code flow and PKCE, then a cookie that names a session on the server.</summary>
internal static class ConsoleSignIn
{
    public const string OidcScheme = "Oidc";
    public const string CallbackPath = "/console/signed-in";

    private static readonly TimeSpan IssuerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a person may take at the issuer.</summary>
    private static readonly TimeSpan SignInLimit = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddConsoleSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConsoleOptions>()
            .Bind(configuration.GetSection(ConsoleOptions.Section))
            .Validate(options => options.Oidc.IsSafe, "Console:Oidc:Authority must be an https URL (http only for this machine itself).")
            .Validate(options => !options.Oidc.IsConfigured || options.Oidc.ClientId is { Length: > 0 }, "Console:Oidc:ClientId is missing.")
            .Validate(_ => ConsoleRoles.AreKnown(configuration), "Console:Roles names an unknown role: the roles are admin, auditor and operator.")
            .Validate(options => options.SessionIdle > TimeSpan.Zero && options.SessionLimit > TimeSpan.Zero, "Console:SessionIdle and Console:SessionLimit must be positive.")
            .ValidateOnStart();
        services.AddSingleton(new ConsoleRoles(configuration));
        services.AddScoped<SessionCookieEvents>();
        services.AddScoped<OidcEvents>();
        services.AddAuthorization(ConsolePolicies.AddTo);
        services.AddAntiforgery();
        services.AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>().Configure<PublicAddress>((antiforgery, address) => Harden(antiforgery.Cookie, "gp-console-form", address));
        var authentication = services.AddAuthentication().AddCookie(ConsolePolicies.Scheme);
        services.AddOptions<CookieAuthenticationOptions>(ConsolePolicies.Scheme).Configure<PublicAddress, IOptions<ConsoleOptions>>(ConfigureCookie);
        if (configuration.GetSection(ConsoleOptions.Section).Get<ConsoleOptions>() is { Oidc.IsConfigured: true })
        {
            authentication.AddOpenIdConnect(OidcScheme, configureOptions: null!);
            services.AddOptions<OpenIdConnectOptions>(OidcScheme).Configure<PublicAddress, IOptions<ConsoleOptions>, TimeProvider>(ConfigureOidc);
        }

        return services;
    }

    private static void ConfigureCookie(CookieAuthenticationOptions cookie, PublicAddress address, IOptions<ConsoleOptions> options)
    {
        Harden(cookie.Cookie, "gp-console", address);
        cookie.ExpireTimeSpan = options.Value.SessionIdle;
        cookie.SlidingExpiration = true;
        cookie.EventsType = typeof(SessionCookieEvents);
    }

    private static void ConfigureOidc(OpenIdConnectOptions oidc, PublicAddress address, IOptions<ConsoleOptions> options, TimeProvider clock)
    {
        var settings = options.Value.Oidc;
        oidc.Authority = settings.Authority;
        oidc.ClientId = settings.ClientId;
        oidc.ClientSecret = settings.ClientSecret;
        // Validation has made sure that plain HTTP does not leave this machine.
        oidc.RequireHttpsMetadata = settings.Authority!.StartsWith(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
        oidc.BackchannelTimeout = IssuerTimeout;
        oidc.SignInScheme = ConsolePolicies.Scheme;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        // An answer by form would come without our Lax cookies.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        // An issuer that remembers people would sign them in again right after they signed out.
        oidc.Prompt = OpenIdConnectPrompt.SelectAccount;
        oidc.Scope.Clear();
        settings.Scopes.ToList().ForEach(oidc.Scope.Add);
        oidc.CallbackPath = CallbackPath;
        // There are none: see SignInEndpoints.
        oidc.SignedOutCallbackPath = PathString.Empty;
        oidc.RemoteSignOutPath = PathString.Empty;
        oidc.SaveTokens = false;
        oidc.DisableTelemetry = true;
        oidc.MapInboundClaims = false;
        oidc.GetClaimsFromUserInfoEndpoint = settings.UserInfo;
        oidc.ClaimActions.MapAll();
        oidc.RemoteAuthenticationTimeout = SignInLimit;
        oidc.EventsType = typeof(OidcEvents);
        oidc.TokenValidationParameters.LifetimeValidator = (from, until, _, _) =>
            clock.GetUtcNow().UtcDateTime is var now && (from is null || now >= from - ClockSkew) && until is not null && now < until + ClockSkew;
        oidc.CorrelationCookie = ForSignIn("gp-console-state.", address);
        oidc.NonceCookie = ForSignIn("gp-console-nonce.", address);
    }

    /// <summary>Of its own making: the handler's builders would add a date, which a browser with another clock misreads. This one goes by age.</summary>
    private static CookieBuilder ForSignIn(string name, PublicAddress address)
    {
        var cookie = new CookieBuilder { MaxAge = SignInLimit };
        Harden(cookie, name, address);
        return cookie;
    }

    /// <summary>Only this host can set it, only over TLS where browsers speak TLS to us, and no script reads it.</summary>
    private static void Harden(CookieBuilder cookie, string name, PublicAddress address)
    {
        cookie.Name = address.IsHttps ? $"__Host-{name}" : name;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
        // Lax: they must come along when the issuer leads the person back.
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = address.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
    }
}
