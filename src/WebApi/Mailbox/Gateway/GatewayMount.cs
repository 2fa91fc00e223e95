namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Where clients find the Gmail of one grant: below <c>/v1/grants/{id}/google</c>, or wherever else a route leads here.</summary>
/// <param name="GrantId">Whose mailbox.</param>
/// <param name="Path">In front of Gmail's own paths, unescaped, with a leading slash and none at its end; empty at the root of the host.</param>
internal sealed record GatewayMount(Guid GrantId, string Path);
