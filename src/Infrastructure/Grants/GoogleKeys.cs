using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Google's signing keys (RFC 7517), cached, and fetched anew when a token names a key that is not among them.</summary>
internal sealed class GoogleKeys
{
    private readonly ConfigurationManager<JsonWebKeySet> _keys;

    public GoogleKeys(IHttpClientFactory http, IOptions<GoogleOptions> options)
    {
        var endpoint = options.Value.Endpoints.Jwks;
        var documents = new HttpDocumentRetriever(http.CreateClient(nameof(GoogleKeys)))
        {
            RequireHttps = endpoint.StartsWith("https:", StringComparison.Ordinal),
        };
        _keys = new ConfigurationManager<JsonWebKeySet>(endpoint, new Retriever(), documents);
    }

    public async Task<IReadOnlyList<SecurityKey>> GetAsync(CancellationToken ct) =>
        [.. (await _keys.GetConfigurationAsync(ct)).GetSigningKeys()];

    /// <summary>Lets the next <see cref="GetAsync"/> ask Google again; a storm of unknown key ids still asks at a bounded rate.</summary>
    public void RequestRefresh() => _keys.RequestRefresh();

    private sealed class Retriever : IConfigurationRetriever<JsonWebKeySet>
    {
        public async Task<JsonWebKeySet> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel) =>
            new(await retriever.GetDocumentAsync(address, cancel));
    }
}
