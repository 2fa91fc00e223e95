namespace GmailPlatform.WebApi.Hosting;

/// <summary>Marks routes that keys bound to one grant may use; every other route refuses them.</summary>
/// <param name="NamesGrant">Whether the route value <c>id</c> is the grant; else the key alone says which grant is meant.</param>
internal sealed record OpenToGrantKeys(bool NamesGrant)
{
    private const string GrantParameter = "id";

    /// <summary>Whether a key that is bound to <paramref name="grantId"/> may make this request.</summary>
    public static bool Admits(HttpContext http, Guid grantId) => http.GetEndpoint()?.Metadata.GetMetadata<OpenToGrantKeys>() is { } open
        && (!open.NamesGrant || (Guid.TryParse(http.GetRouteValue(GrantParameter)?.ToString(), out var named) && named == grantId));
}

internal static class OpenToGrantKeysSetup
{
    /// <summary>Lets in keys that are bound to the grant which the route names.</summary>
    public static TBuilder OpenToKeysOfTheGrant<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OpenToGrantKeys(NamesGrant: true));
}
