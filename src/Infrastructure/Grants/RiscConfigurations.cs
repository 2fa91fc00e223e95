using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Who signs security events (OpenID RISC Profile section 3).</summary>
/// <param name="Issuer">Compared as it is written: Google's ends with a slash here, unlike that of id_tokens.</param>
internal sealed record RiscConfiguration(
    [property: JsonPropertyName("issuer"), JsonRequired] string Issuer, [property: JsonPropertyName("jwks_uri"), JsonRequired] string JwksUri);

/// <summary>Google's RISC configuration, cached.</summary>
internal sealed class RiscConfigurations(IHttpClientFactory http, IOptions<GoogleOptions> options, TimeProvider clock)
{
    private readonly GoogleDocument<RiscConfiguration> _document = new(
        http, clock, "Google's RISC configuration", text => JsonSerializer.Deserialize<RiscConfiguration>(text) ?? throw new JsonException("It is empty."));

    /// <summary>Throws <see cref="InvalidOperationException"/> when there is none and none can be had.</summary>
    public Task<RiscConfiguration> GetAsync(CancellationToken ct) => _document.GetAsync(options.Value.Endpoints.RiscConfiguration, ct);
}
