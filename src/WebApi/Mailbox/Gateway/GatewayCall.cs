using GmailPlatform.Application;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>A call through the gateway that may be forwarded.</summary>
/// <param name="GatewayRoot">The gateway's address as the client wrote it, without a slash at its end.</param>
internal sealed record GatewayCall(Caller Caller, Guid GrantId, GatewayTarget Target, string GatewayRoot);
