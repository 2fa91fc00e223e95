using System.Diagnostics;
using OpenTelemetry;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>Takes paths and queries out of spans before they are exported: they hold addresses, search words and ids of mail. Routes and hosts stay.</summary>
internal sealed class TraceScrubber : BaseProcessor<Activity>
{
    /// <summary>OpenTelemetry's semantic conventions for HTTP, of now and of before.</summary>
    private static readonly string[] Urls = ["url.full", "http.url"];
    private static readonly string[] Paths = ["url.path", "http.target", "url.query"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in Urls.Where(tag => data.GetTagItem(tag) is not null))
        {
            data.SetTag(tag, Uri.TryCreate(data.GetTagItem(tag) as string, UriKind.Absolute, out var url) ? url.GetLeftPart(UriPartial.Authority) : null);
        }

        foreach (var tag in Paths)
        {
            data.SetTag(tag, value: null);
        }
    }
}
