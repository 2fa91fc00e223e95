using System.Net;
using Google;
using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Requests;
using Google.Apis.Util;

namespace GmailPlatform.GmailClient.Tests;

public sealed class RequestTests
{
    private const string Me = "https://gmail.googleapis.com/gmail/v1/users/me/";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task The_profile_is_read_from_the_users_own_resource() =>
        Asks(gmail => gmail.Users.GetProfile("me"), Me + "profile");

    [Fact]
    public Task Labels_are_listed() =>
        Asks(gmail => gmail.Users.Labels.List("me"), Me + "labels");

    [Fact]
    public Task One_label_is_read_by_its_id() =>
        Asks(gmail => gmail.Users.Labels.Get("me", "Label_7"), Me + "labels/Label_7");

    [Fact]
    public Task Messages_are_listed_without_parameters_by_default() =>
        Asks(gmail => gmail.Users.Messages.List("me"), Me + "messages");

    [Fact]
    public Task Every_filter_of_a_message_list_goes_into_the_query() =>
        Asks(
            gmail =>
            {
                var list = gmail.Users.Messages.List("me");
                list.IncludeSpamTrash = true;
                list.LabelIds = new Repeatable<string>(["INBOX", "UNREAD"]);
                list.MaxResults = 500;
                list.PageToken = "09876";
                list.Q = "from:ada is:unread";
                return list;
            },
            Me + "messages?includeSpamTrash=true&labelIds=INBOX&labelIds=UNREAD&maxResults=500&pageToken=09876&q=from%3Aada%20is%3Aunread");

    [Theory]
    [InlineData(UsersResource.MessagesResource.GetRequest.FormatEnum.Minimal, "?format=minimal")]
    [InlineData(UsersResource.MessagesResource.GetRequest.FormatEnum.Raw, "?format=raw")]
    [InlineData(UsersResource.MessagesResource.GetRequest.FormatEnum.Full, "")]
    public Task A_message_is_read_in_the_asked_format(UsersResource.MessagesResource.GetRequest.FormatEnum format, string query) =>
        Asks(
            gmail =>
            {
                var get = gmail.Users.Messages.Get("me", "18f0");
                get.Format = format;
                return get;
            },
            Me + "messages/18f0" + query);

    [Fact]
    public Task Metadata_can_be_narrowed_to_some_headers() =>
        Asks(
            gmail =>
            {
                var get = gmail.Users.Messages.Get("me", "18f0");
                get.Format = UsersResource.MessagesResource.GetRequest.FormatEnum.Metadata;
                get.MetadataHeaders = new Repeatable<string>(["From", "Subject"]);
                return get;
            },
            Me + "messages/18f0?format=metadata&metadataHeaders=From&metadataHeaders=Subject");

    [Fact]
    public Task An_attachment_is_read_below_its_message() =>
        Asks(gmail => gmail.Users.Messages.Attachments.Get("me", "18f0", "ANGjdJ8"), Me + "messages/18f0/attachments/ANGjdJ8");

    [Fact]
    public Task Path_values_are_escaped() =>
        Asks(gmail => gmail.Users.Messages.Get("ada@example.com", "1 /2"), "https://gmail.googleapis.com/gmail/v1/users/ada%40example.com/messages/1%20%2F2");

    [Fact]
    public Task System_parameters_go_along() =>
        Asks(
            gmail =>
            {
                var profile = gmail.Users.GetProfile("me");
                profile.Fields = "emailAddress";
                profile.QuotaUser = "tenant-1";
                profile.PrettyPrint = false;
                profile.Xgafv = GmailBaseServiceRequest<Profile>.XgafvEnum.Value2;
                return profile;
            },
            Me + "profile?%24.xgafv=2&fields=emailAddress&prettyPrint=false&quotaUser=tenant-1");

    [Fact]
    public async Task Another_root_url_is_honoured()
    {
        using var gmail = new RecordingGmail(baseUri: "http://localhost:5081/");

        await gmail.Service.Users.GetProfile("me").ExecuteAsync(Ct);

        gmail.Url.Should().Be("http://localhost:5081/gmail/v1/users/me/profile");
    }

    [Fact]
    public async Task Googles_error_is_raised_with_its_reason()
    {
        const string Refusal = """{"error":{"code":404,"message":"Requested entity was not found.","errors":[{"message":"Requested entity was not found.","domain":"global","reason":"notFound"}]}}""";
        using var gmail = new RecordingGmail(Refusal, HttpStatusCode.NotFound);

        var failure = await gmail.Service.Users.Messages.Get("me", "gone").Awaiting(get => get.ExecuteAsync(Ct)).Should().ThrowAsync<GoogleApiException>();

        failure.Which.ServiceName.Should().Be("gmail");
        failure.Which.HttpStatusCode.Should().Be(HttpStatusCode.NotFound);
        failure.Which.Error.Errors[0].Reason.Should().Be("notFound");
    }

    private static async Task Asks<T>(Func<GmailService, ClientServiceRequest<T>> request, string url)
    {
        using var gmail = new RecordingGmail();

        await request(gmail.Service).ExecuteAsync(Ct);

        gmail.Method.Should().Be(HttpMethod.Get);
        gmail.Url.Should().Be(url);
    }
}
