using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

/// <summary>
/// A request about one mailbox. The official client repeats these members in each request and has no such type:
/// nobody outside this project may name it.
/// </summary>
public abstract class GmailUserRequest<TResponse> : GmailBaseServiceRequest<TResponse>
{
    private protected GmailUserRequest(IClientService service, string userId)
        : base(service) => UserId = userId;

    /// <summary>The mailbox: an address, or <c>me</c> for the bearer of the token.</summary>
    [RequestParameter("userId", RequestParameterType.Path)]
    public virtual string UserId { get; private set; }

    protected override void InitParameters()
    {
        base.InitParameters();
        RequestParameters.AddPath("userId", "me");
    }
}
