namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>The errors that Gmail gives, in its words.</summary>
internal static class GmailErrors
{
    private const string Realm = "Bearer realm=\"https://accounts.google.com/\"";

    private const string Expected = "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
        + "See https://developers.google.com/identity/sign-in/web/devconsole-project.";

    public static readonly GmailError InvalidCredentials =
        new(401, $"Request had invalid authentication credentials. {Expected}", "authError", "UNAUTHENTICATED")
        {
            InnerMessage = "Invalid Credentials",
            AtAuthorizationHeader = true,
            WwwAuthenticate = $"{Realm}, error=\"invalid_token\"",
        };

    public static readonly GmailError NotFound = new(404, "Requested entity was not found.", "notFound", "NOT_FOUND");

    public static readonly GmailError PreconditionFailed = new(400, "Precondition check failed.", "failedPrecondition", "FAILED_PRECONDITION");

    public static readonly GmailError InvalidId = Invalid("Invalid id value");

    public static readonly GmailError InvalidPageToken = Invalid("Invalid pageToken");

    public static readonly GmailError InvalidAttachment = Invalid("Invalid attachment token");

    public static readonly GmailError InvalidThreadId = Invalid("Invalid thread_id value");

    public static readonly GmailError InvalidLabelName = Invalid("Invalid label name");

    public static readonly GmailError InvalidStartHistoryId = Invalid("Missing/invalid startHistoryId");

    public static readonly GmailError NoRecipient = Invalid("Recipient address required");

    public static readonly GmailError NoRaw = Invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required");

    public static readonly GmailError LabelExists = new(409, "Label name exists or conflicts", "duplicate", "ALREADY_EXISTS");

    public static readonly GmailError AlreadyExists = new(409, "Requested entity already exists", "alreadyExists", "ALREADY_EXISTS");

    public static readonly GmailError UnrecognizedForwardingAddress = Precondition("Unrecognized forwarding address");

    public static readonly GmailError ServiceAccountsOnly =
        Forbidden("Access restricted to service accounts that have been delegated domain-wide authority");

    public static readonly GmailError UploadTooLarge = new(413, "The message is too large.", "uploadTooLarge", "INVALID_ARGUMENT");

    public static readonly GmailError QuotaExceeded = new(
        403,
        "Quota exceeded for quota metric 'Total Query Cost' and limit 'Units per minute per user' of service 'gmail.googleapis.com'",
        "rateLimitExceeded",
        "PERMISSION_DENIED")
    {
        Domain = "usageLimits",
    };

    public static readonly GmailError MetadataScopeHasNoSearch = Forbidden("Metadata scope does not support 'q' parameter");

    public static GmailError Invalid(string message) => new(400, message, "invalidArgument", "INVALID_ARGUMENT");

    public static GmailError Precondition(string message) => new(400, message, "failedPrecondition", "FAILED_PRECONDITION");

    public static GmailError MissingCredentials(string methodId) =>
        new(401, $"Request is missing required authentication credential. {Expected}", "required", "UNAUTHENTICATED")
        {
            InnerMessage = "Login Required.",
            AtAuthorizationHeader = true,
            InfoReason = "CREDENTIALS_MISSING",
            MethodId = methodId,
            WwwAuthenticate = Realm,
        };

    public static GmailError InsufficientScopes(GmailMethod method) =>
        new(403, "Request had insufficient authentication scopes.", "insufficientPermissions", "PERMISSION_DENIED")
        {
            InnerMessage = "Insufficient Permission",
            InfoReason = "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            MethodId = method.Id,
            WwwAuthenticate = $"{Realm}, error=\"insufficient_scope\", scope=\"{string.Join(' ', method.Scopes)}\"",
        };

    public static GmailError DelegationDenied(string address) => Forbidden($"Delegation denied for {address}");

    public static GmailError MetadataScopeHasNoFormat(string format) =>
        Forbidden($"Metadata scope doesn't allow format {format.ToUpperInvariant()}");

    public static GmailError InvalidLabel(string labelId) => Invalid($"Invalid label: {labelId}");

    public static GmailError InvalidFields(string selector) =>
        new(400, $"Invalid field selection {selector}", "invalidParameter", "INVALID_ARGUMENT");

    /// <summary>What the front end says when a parameter does not fit its type.</summary>
    public static GmailError InvalidValue(string field, string type, string value) =>
        new(400, $"Invalid value at '{field}' ({type}), \"{value}\"", "invalid", "INVALID_ARGUMENT") { Domain = null };

    public static GmailError InvalidBase64(string field) =>
        new(400, $"Invalid value at '{field}' (TYPE_BYTES), Base64 decoding failed.", "invalid", "INVALID_ARGUMENT") { Domain = null };

    /// <summary>What the front end says of a body that is no JSON, or not of the right form.</summary>
    public static GmailError InvalidJson(string why) =>
        new(400, $"Invalid JSON payload received. {why}", "parseError", "INVALID_ARGUMENT");

    public static GmailError UnknownName(string name, string path) =>
        InvalidJson($"Unknown name \"{name}\"{(path.Length == 0 ? "" : $" at '{path}'")}: Cannot find field.");

    public static GmailError UnsupportedMedia(string? contentType) =>
        new(400, $"Media type '{contentType}' is not supported. Valid media types: [message/*]", "badContent", "INVALID_ARGUMENT");

    public static GmailError UnreadableBatch(int items) =>
        new(400, $"Failed to parse batch request, error: {items} items.", "badRequest", "INVALID_ARGUMENT");

    public static GmailError BatchTooLarge(int maximum) =>
        new(400, $"The batch request exceeds the maximum of {maximum} calls.", "badRequest", "INVALID_ARGUMENT");

    /// <summary>Google never says this of Gmail: the method exists there and not yet here.</summary>
    public static GmailError NotBuilt(GmailMethod method) =>
        new(501, $"The sandbox does not offer {method.Id} yet.", "notImplemented", "UNIMPLEMENTED");

    /// <summary>What a fault with this status looks like when the control API gave it no body.</summary>
    public static GmailError ForStatus(int status) => status switch
    {
        401 => InvalidCredentials,
        403 => new GmailError(403, "Rate Limit Exceeded", "rateLimitExceeded", "PERMISSION_DENIED") { Domain = "usageLimits" },
        404 => NotFound,
        429 => new GmailError(429, "Too many concurrent requests for user", "rateLimitExceeded", "RESOURCE_EXHAUSTED") { Domain = "usageLimits" },
        503 => new GmailError(503, "The service is currently unavailable.", "backendError", "UNAVAILABLE"),
        >= 500 => new GmailError(status, "Backend Error", "backendError", "INTERNAL"),
        _ => new GmailError(status, "Bad Request", "badRequest", "INVALID_ARGUMENT"),
    };

    private static GmailError Forbidden(string message) => new(403, message, "forbidden", "PERMISSION_DENIED");
}
