using Google.Apis.Discovery;
using Google.Apis.Services;

namespace Google.Apis.Gmail.v1;

/// <summary>
/// The Gmail API, version 1 (https://developers.google.com/workspace/gmail/api/reference/rest), without its settings, in the
/// names and types of the official client package of the same name.
/// </summary>
public partial class GmailService : BaseClientService
{
    public const string Version = "v1";

    public static DiscoveryVersion DiscoveryVersionUsed = DiscoveryVersion.Version_1_0;

    public GmailService()
        : this(new Initializer())
    {
    }

    public GmailService(Initializer initializer)
        : base(initializer)
    {
        Users = new UsersResource(this);
        BaseUri = GetEffectiveUri(BaseUriOverride, "https://gmail.googleapis.com/");
        BatchUri = GetEffectiveUri(null, "https://gmail.googleapis.com/batch");
    }

    public override IList<string> Features => [];

    public override string Name => "gmail";

    public override string BaseUri { get; }

    public override string BasePath => "";

    public override string BatchUri { get; }

    public override string BatchPath => "batch";

    public virtual UsersResource Users { get; }
}
