namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Where the gateway is mounted for one grant: below <c>/v1/grants/{id}/google</c>, or at the root of the host.</summary>
/// <param name="GrantId">The grant whose mailbox is called.</param>
/// <param name="Path">The prefix of Gmail's own paths, unescaped, with a leading slash and no trailing one; empty at the root of the host.</param>
internal sealed record GatewayMount(Guid GrantId, string Path);
