using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

/// <summary>A request about one thing in a mailbox; like <see cref="GmailUserRequest{TResponse}"/>, no part of the official client.</summary>
public abstract class GmailItemRequest<TResponse> : GmailUserRequest<TResponse>
{
    private protected GmailItemRequest(IClientService service, string userId, string id)
        : base(service, userId) => Id = id;

    [RequestParameter("id", RequestParameterType.Path)]
    public virtual string Id { get; private set; }

    protected override void InitParameters()
    {
        base.InitParameters();
        RequestParameters.AddPath("id");
    }
}
