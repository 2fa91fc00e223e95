using Google.Apis.Gmail.v1.Data;
using Google.Apis.Json;
using Thread = Google.Apis.Gmail.v1.Data.Thread;

namespace GmailPlatform.GmailClient.Tests;

public sealed class AnswerTests
{
    private const string Message = """{"classificationLabelValues":[{"fields":[{"fieldId":"f","selection":"s"}],"labelId":"c"}],"historyId":18446744073709551615,"id":"18f0","internalDate":1767225600000,"labelIds":["INBOX","UNREAD"],"payload":{"body":{"size":0},"filename":"","headers":[{"name":"Subject","value":"Hello"}],"mimeType":"multipart/mixed","partId":"","parts":[{"body":{"attachmentId":"ANGjdJ8","data":"SGk_-w==","size":3},"filename":"a.bin","mimeType":"application/octet-stream","partId":"0"}]},"raw":"SGk","sizeEstimate":512,"snippet":"Hello","threadId":"18ef"}""";

    [Theory]
    [InlineData(typeof(Message), Message)]
    [InlineData(typeof(MessagePartBody), """{"attachmentId":"ANGjdJ8","data":"SGk","size":2}""")]
    [InlineData(typeof(Profile), """{"emailAddress":"ada@example.com","historyId":12,"messagesTotal":3,"threadsTotal":2}""")]
    [InlineData(typeof(Label), """{"color":{"backgroundColor":"#000000","textColor":"#ffffff"},"id":"Label_7","labelListVisibility":"labelShow","messageListVisibility":"show","messagesTotal":4,"messagesUnread":3,"name":"Bills","threadsTotal":2,"threadsUnread":1,"type":"user"}""")]
    [InlineData(typeof(ListLabelsResponse), """{"labels":[{"id":"INBOX"}]}""")]
    [InlineData(typeof(Draft), """{"id":"r1","message":{"id":"18f0"}}""")]
    [InlineData(typeof(ListDraftsResponse), """{"drafts":[{"id":"r1"}],"nextPageToken":"098","resultSizeEstimate":1}""")]
    [InlineData(typeof(Thread), """{"historyId":12,"id":"18ef","messages":[{"id":"18f0"}],"snippet":"Hello"}""")]
    [InlineData(typeof(ListThreadsResponse), """{"nextPageToken":"098","resultSizeEstimate":1,"threads":[{"id":"18ef"}]}""")]
    [InlineData(typeof(ListHistoryResponse), """{"history":[{"id":12,"labelsAdded":[{"labelIds":["STARRED"],"message":{"id":"18f0"}}],"labelsRemoved":[{"labelIds":["UNREAD"],"message":{"id":"18f0"}}],"messages":[{"id":"18f0"}],"messagesAdded":[{"message":{"id":"18f0"}}],"messagesDeleted":[{"message":{"id":"18f1"}}]}],"historyId":13,"nextPageToken":"098"}""")]
    [InlineData(typeof(WatchResponse), """{"expiration":1767225600000,"historyId":12}""")]
    [InlineData(typeof(ListMessagesResponse), """{"messages":[{"id":"18f0","threadId":"18ef"}],"nextPageToken":"098","resultSizeEstimate":201}""")]
    public void An_answer_survives_a_round_trip(Type type, string json)
    {
        var answer = NewtonsoftJsonSerializer.Instance.Deserialize(json, type);

        NewtonsoftJsonSerializer.Instance.Serialize(answer).Should().Be(json);
    }

    [Fact]
    public async Task A_message_is_read_with_its_parts_and_64_bit_numbers_in_strings()
    {
        await using var gmail = await LocalGmail.StartAsync(Message.Replace("1767225600000", "\"1767225600000\"", StringComparison.Ordinal));

        var message = await gmail.Service.Users.Messages.Get("me", "18f0").ExecuteAsync(TestContext.Current.CancellationToken);

        message.HistoryId.Should().Be(ulong.MaxValue);
        message.InternalDate.Should().Be(1767225600000);
        message.LabelIds.Should().Equal("INBOX", "UNREAD");
        message.Payload.Headers.Should().ContainSingle(header => header.Name == "Subject" && header.Value == "Hello");
        message.Payload.Parts.Should().ContainSingle(part => part.Body.AttachmentId == "ANGjdJ8" && part.Body.Size == 3);
        message.ClassificationLabelValues.Should().ContainSingle(label => label.LabelId == "c" && label.Fields[0].Selection == "s");
    }

    [Fact]
    public async Task Members_that_Google_adds_later_are_ignored()
    {
        await using var gmail = await LocalGmail.StartAsync("""{"emailAddress":"ada@example.com","later":{"a":1}}""");

        var profile = await gmail.Service.Users.GetProfile("me").ExecuteAsync(TestContext.Current.CancellationToken);

        profile.EmailAddress.Should().Be("ada@example.com");
        profile.MessagesTotal.Should().BeNull();
    }
}
