using GmailPlatform.GoogleSandbox.Gmail.Messages;

namespace GmailPlatform.GoogleSandbox.Gmail.Threads;

/// <summary><c>users.threads.get</c>: every message of the thread, oldest first.</summary>
internal sealed class GetThread(MessageFormats formats) : IGmailHandler
{
    public string MethodId => "gmail.users.threads.get";

    public Type Resource => typeof(ThreadResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (MessageFormats.Read(call, "GetThreadRequest", MessageFormats.OfThreads, out var format) is { } refusal)
        {
            return refusal;
        }

        if (!ThreadIds.TryFind(call, out var messages, out var error))
        {
            return error;
        }

        var metadataHeaders = call.QueryAll("metadataHeaders");
        return GmailAnswer.Of(new ThreadResource
        {
            Id = call.Route("id"),
            HistoryId = ThreadResource.HistoryIdOf(messages),
            Messages = [.. messages.Select(message => formats.Write(message, format, metadataHeaders))],
        });
    }
}
