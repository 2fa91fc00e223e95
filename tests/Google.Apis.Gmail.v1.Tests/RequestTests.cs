using System.Net;
using Google;
using Google.Apis.Discovery;
using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Requests;
using Google.Apis.Services;
using Google.Apis.Util;
using static Google.Apis.Gmail.v1.UsersResource;

namespace GmailPlatform.GmailClient.Tests;

public sealed class RequestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Gmail_is_asked_at_Googles_own_root_unless_told_otherwise()
    {
        using var gmail = new GmailService();

        using var request = gmail.Users.GetProfile("me").CreateRequest();

        request.RequestUri.Should().Be(new Uri("https://gmail.googleapis.com/gmail/v1/users/me/profile"));
    }

    [Fact]
    public Task A_list_has_no_parameters_by_default() =>
        Asks(gmail => gmail.Users.Messages.List("me"), "messages");

    [Theory]
    [InlineData(MessagesResource.GetRequest.FormatEnum.Minimal, "?format=minimal")]
    [InlineData(MessagesResource.GetRequest.FormatEnum.Raw, "?format=raw")]
    [InlineData(MessagesResource.GetRequest.FormatEnum.Full, "")]
    public Task A_default_stays_off_the_wire(MessagesResource.GetRequest.FormatEnum format, string query) =>
        Asks(
            gmail =>
            {
                var get = gmail.Users.Messages.Get("me", "18f0");
                get.Format = format;
                return get;
            },
            "messages/18f0" + query);

    [Fact]
    public Task History_can_be_narrowed_to_several_kinds_of_change() =>
        Asks(
            gmail =>
            {
                var list = gmail.Users.History.List("me");
                list.HistoryTypesList = new Repeatable<HistoryResource.ListRequest.HistoryTypesEnum>(
                    [HistoryResource.ListRequest.HistoryTypesEnum.MessageAdded, HistoryResource.ListRequest.HistoryTypesEnum.LabelRemoved]);
                return list;
            },
            "history?historyTypes=messageAdded&historyTypes=labelRemoved");

    [Fact]
    public Task Path_values_are_escaped() =>
        Asks(gmail => gmail.Users.Messages.Get("me", "1 /2"), "messages/1%20%2F2");

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
            "profile?%24.xgafv=2&fields=emailAddress&prettyPrint=false&quotaUser=tenant-1");

    [Fact]
    public void A_request_without_a_required_value_is_not_sent()
    {
        using var gmail = new GmailService();

        gmail.Users.Messages.Get("me", "").Invoking(get => get.CreateRequest()).Should().Throw<GoogleApiException>().WithMessage("*\"id\"*");
    }

    [Fact]
    public async Task A_method_without_an_answer_gives_an_empty_text()
    {
        await using var gmail = await LocalGmail.StartAsync(status: 204);

        (await gmail.Service.Users.Messages.Delete("me", "18f0").ExecuteAsync(Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_request_can_be_refined_by_a_subclass()
    {
        await using var gmail = await LocalGmail.StartAsync();

        await new Traced(gmail.Service).ExecuteAsync(Ct);

        gmail.Asked.Should().ContainSingle(asked => asked.Target == "/gmail/v1/users/me/profile?trace=on");
    }

    [Fact]
    public async Task Googles_error_is_raised_with_its_reason()
    {
        const string Refusal = """{"error":{"code":404,"message":"Requested entity was not found.","errors":[{"message":"Requested entity was not found.","domain":"global","reason":"notFound"}]}}""";
        await using var gmail = await LocalGmail.StartAsync(Refusal, 404);

        var failure = await gmail.Service.Users.Messages.Get("me", "gone").Awaiting(get => get.ExecuteAsync(Ct)).Should().ThrowAsync<GoogleApiException>();

        failure.Which.ServiceName.Should().Be("gmail");
        failure.Which.HttpStatusCode.Should().Be(HttpStatusCode.NotFound);
        failure.Which.Error.Errors[0].Reason.Should().Be("notFound");
    }

    private static async Task Asks<T>(Func<GmailService, ClientServiceRequest<T>> request, string target)
    {
        await using var gmail = await LocalGmail.StartAsync();

        await request(gmail.Service).ExecuteAsync(Ct);

        gmail.Asked.Should().ContainSingle().Which.Target.Should().Be("/gmail/v1/users/me/" + target);
    }

    /// <summary>Declares a parameter of its own in the way that Google's generated requests do.</summary>
    private sealed class Traced : GetProfileRequest
    {
        public Traced(IClientService service)
            : base(service, "me") => InitParameters();

        [RequestParameter("trace", RequestParameterType.Query)]
        public string Trace { get; } = "on";

        protected override void InitParameters()
        {
            base.InitParameters();
            RequestParameters.Add("trace", new Parameter { Name = "trace", ParameterType = "query" });
        }
    }
}
