using System.Globalization;

namespace GmailPlatform.GoogleSandbox.Gmail.Profiles;

/// <summary>Profile of the Gmail API.</summary>
internal sealed record ProfileResource(string EmailAddress, int MessagesTotal, int ThreadsTotal, string HistoryId);

/// <summary><c>users.getProfile</c>.</summary>
internal sealed class GetProfile : IGmailHandler
{
    public string MethodId => "gmail.users.getProfile";

    public Type Resource => typeof(ProfileResource);

    public GmailAnswer Handle(GmailCall call)
    {
        var mailbox = call.Person.Mailbox;
        var messages = mailbox.Messages;
        return GmailAnswer.Of(new ProfileResource(
            call.Person.Email,
            messages.Count,
            messages.DistinctBy(message => message.ThreadId).Count(),
            mailbox.HistoryId.ToString(CultureInfo.InvariantCulture)));
    }
}
