using Google.Apis.Services;
using Google.Apis.Upload;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

/// <summary>
/// A resumable upload of an RFC 2822 message. The official client repeats these members in each upload and has no such
/// type: nobody outside this project may name it.
/// </summary>
public abstract class GmailMediaUpload<TRequest, TResponse> : ResumableUpload<TRequest, TResponse>
{
    private protected GmailMediaUpload(
        IClientService service, string httpMethod, string restPath, TRequest body, string userId, Stream stream, string contentType)
        : base(service, $"/upload/{service.BasePath}{restPath}", httpMethod, stream, contentType)
    {
        Body = body;
        UserId = userId;
    }

    /// <summary>The format of error bodies.</summary>
    public enum XgafvEnum
    {
        [StringValue("1")]
        Value1 = 0,

        [StringValue("2")]
        Value2 = 1,
    }

    /// <summary>The format of the answer.</summary>
    public enum AltEnum
    {
        [StringValue("json")]
        Json = 0,

        [StringValue("media")]
        Media = 1,

        [StringValue("proto")]
        Proto = 2,
    }

    /// <summary>The mailbox: an address, or <c>me</c> for the bearer of the token.</summary>
    [RequestParameter("userId", RequestParameterType.Path)]
    public virtual string UserId { get; private set; }

    [RequestParameter("$.xgafv", RequestParameterType.Query)]
    public virtual XgafvEnum? Xgafv { get; set; }

    [RequestParameter("access_token", RequestParameterType.Query)]
    public virtual string AccessToken { get; set; }

    [RequestParameter("alt", RequestParameterType.Query)]
    public virtual AltEnum? Alt { get; set; }

    [RequestParameter("callback", RequestParameterType.Query)]
    public virtual string Callback { get; set; }

    [RequestParameter("fields", RequestParameterType.Query)]
    public virtual string Fields { get; set; }

    [RequestParameter("key", RequestParameterType.Query)]
    public virtual string Key { get; set; }

    [RequestParameter("oauth_token", RequestParameterType.Query)]
    public virtual string OauthToken { get; set; }

    [RequestParameter("prettyPrint", RequestParameterType.Query)]
    public virtual bool? PrettyPrint { get; set; }

    [RequestParameter("quotaUser", RequestParameterType.Query)]
    public virtual string QuotaUser { get; set; }

    [RequestParameter("uploadType", RequestParameterType.Query)]
    public virtual string UploadType { get; set; }

    [RequestParameter("upload_protocol", RequestParameterType.Query)]
    public virtual string UploadProtocol { get; set; }
}
