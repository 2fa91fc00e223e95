namespace GmailPlatform.WebApi.Hosting;

/// <summary>Marks routes that keys bound to one grant may use; every other route refuses them.</summary>
/// <param name="NamesGrant">Whether the route value <c>id</c> is the grant; otherwise the key alone identifies it.</param>
internal sealed record OpenToGrantKeys(bool NamesGrant)
{
    private const string GrantParameter = "id";

    /// <summary>Whether a key that is bound to <paramref name="grantId"/> may make this request.</summary>
    public static bool Admits(HttpContext http, Guid grantId) => http.GetEndpoint()?.Metadata.GetMetadata<OpenToGrantKeys>() is { } open
        && (!open.NamesGrant || (Guid.TryParse(http.GetRouteValue(GrantParameter)?.ToString(), out var named) && named == grantId));
}

/// <summary>Opens endpoints to keys that are bound to a grant.</summary>
internal static class OpenToGrantKeysSetup
{
    /// <summary>Opens an endpoint to keys that are bound to the grant in its route.</summary>
    public static TBuilder OpenToKeysOfTheGrant<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OpenToGrantKeys(NamesGrant: true));
}
