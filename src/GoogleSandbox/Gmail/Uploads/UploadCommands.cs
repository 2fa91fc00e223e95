using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail.Uploads;

/// <summary>The commands of one request: <c>X-Goog-Upload-Command: upload, finalize</c>.</summary>
internal sealed record UploadCommands(bool Upload, bool Finalize, bool Query, bool Cancel)
{
    public const string Header = "X-Goog-Upload-Command";

    public static bool AreIn(HttpRequest http) => Forms.NullIfEmpty(http.Headers[Header]) is not null;

    /// <summary>Whether the request begins an upload.</summary>
    public static bool IsStart(HttpRequest http) => Words(http) is ["start"];

    /// <summary>The commands for an upload that has begun; null when they are unknown or do not go together.</summary>
    public static UploadCommands? Read(HttpRequest http) => Words(http) switch
    {
        ["upload"] => new UploadCommands(Upload: true, Finalize: false, Query: false, Cancel: false),
        ["upload", "finalize"] => new UploadCommands(Upload: true, Finalize: true, Query: false, Cancel: false),
        ["finalize"] => new UploadCommands(Upload: false, Finalize: true, Query: false, Cancel: false),
        ["query"] => new UploadCommands(Upload: false, Finalize: false, Query: true, Cancel: false),
        ["cancel"] => new UploadCommands(Upload: false, Finalize: false, Query: false, Cancel: true),
        _ => null,
    };

    private static string[] Words(HttpRequest http) => http.Headers[Header].ToString()
        .ToLowerInvariant()
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
