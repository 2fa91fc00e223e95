using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Requests;
using Google.Apis.Util;
using static Google.Apis.Gmail.v1.UsersResource;

namespace GmailPlatform.GmailClient.Tests;

/// <summary>What each method puts on the wire.</summary>
public sealed class MethodTests
{
    private static readonly Dictionary<string, (Func<UsersResource, IClientServiceRequest> Request, string Line, string Body)> Methods = new()
    {
        ["getProfile"] = (users => users.GetProfile("me"), "GET profile", ""),
        ["stop"] = (users => users.Stop("me"), "POST stop", ""),
        ["watch"] = (
            users => users.Watch(new() { LabelFilterBehavior = "include", LabelIds = ["INBOX"], TopicName = "projects/p/topics/t" }, "me"),
            "POST watch",
            """{"labelFilterBehavior":"include","labelIds":["INBOX"],"topicName":"projects/p/topics/t"}"""),

        ["drafts.create"] = (users => users.Drafts.Create(Draft(), "me"), "POST drafts", """{"message":{"raw":"SGk"}}"""),
        ["drafts.delete"] = (users => users.Drafts.Delete("me", "r1"), "DELETE drafts/r1", ""),
        ["drafts.get"] = (users => With(users.Drafts.Get("me", "r1"), get => get.Format = DraftsResource.GetRequest.FormatEnum.Raw), "GET drafts/r1?format=raw", ""),
        ["drafts.list"] = (
            users => With(users.Drafts.List("me"), list =>
            {
                list.IncludeSpamTrash = true;
                list.MaxResults = 5;
                list.PageToken = "098";
                list.Q = "to:ada";
            }),
            "GET drafts?includeSpamTrash=true&maxResults=5&pageToken=098&q=to%3Aada",
            ""),
        ["drafts.send"] = (users => users.Drafts.Send(new() { Id = "r1" }, "me"), "POST drafts/send", """{"id":"r1"}"""),
        ["drafts.update"] = (users => users.Drafts.Update(Draft(), "me", "r1"), "PUT drafts/r1", """{"message":{"raw":"SGk"}}"""),

        ["history.list"] = (
            users => With(users.History.List("me"), list =>
            {
                list.HistoryTypes = HistoryResource.ListRequest.HistoryTypesEnum.LabelAdded;
                list.LabelId = "INBOX";
                list.MaxResults = 500;
                list.PageToken = "098";
                list.StartHistoryId = ulong.MaxValue;
            }),
            "GET history?historyTypes=labelAdded&labelId=INBOX&maxResults=500&pageToken=098&startHistoryId=18446744073709551615",
            ""),

        ["labels.create"] = (users => users.Labels.Create(new() { Name = "Bills" }, "me"), "POST labels", """{"name":"Bills"}"""),
        ["labels.delete"] = (users => users.Labels.Delete("me", "Label_7"), "DELETE labels/Label_7", ""),
        ["labels.get"] = (users => users.Labels.Get("me", "Label_7"), "GET labels/Label_7", ""),
        ["labels.list"] = (users => users.Labels.List("me"), "GET labels", ""),
        ["labels.patch"] = (users => users.Labels.Patch(new() { MessageListVisibility = "hide" }, "me", "Label_7"), "PATCH labels/Label_7", """{"messageListVisibility":"hide"}"""),
        ["labels.update"] = (users => users.Labels.Update(new() { Name = "Bills" }, "me", "Label_7"), "PUT labels/Label_7", """{"name":"Bills"}"""),

        ["messages.attachments.get"] = (users => users.Messages.Attachments.Get("me", "18f0", "ANGjdJ8"), "GET messages/18f0/attachments/ANGjdJ8", ""),
        ["messages.batchDelete"] = (users => users.Messages.BatchDelete(new() { Ids = ["18f0", "18f1"] }, "me"), "POST messages/batchDelete", """{"ids":["18f0","18f1"]}"""),
        ["messages.batchModify"] = (
            users => users.Messages.BatchModify(new() { AddLabelIds = ["STARRED"], Ids = ["18f0"], RemoveLabelIds = ["UNREAD"] }, "me"),
            "POST messages/batchModify",
            """{"addLabelIds":["STARRED"],"ids":["18f0"],"removeLabelIds":["UNREAD"]}"""),
        ["messages.delete"] = (users => users.Messages.Delete("me", "18f0"), "DELETE messages/18f0", ""),
        ["messages.get"] = (
            users => With(users.Messages.Get("me", "18f0"), get =>
            {
                get.Format = MessagesResource.GetRequest.FormatEnum.Metadata;
                get.MetadataHeaders = new Repeatable<string>(["From", "Subject"]);
            }),
            "GET messages/18f0?format=metadata&metadataHeaders=From&metadataHeaders=Subject",
            ""),
        ["messages.import"] = (
            users => With(users.Messages.Import(Message(), "me"), import =>
            {
                import.Deleted = true;
                import.InternalDateSource = MessagesResource.ImportRequest.InternalDateSourceEnum.ReceivedTime;
                import.NeverMarkSpam = true;
                import.ProcessForCalendar = true;
            }),
            "POST messages/import?deleted=true&internalDateSource=receivedTime&neverMarkSpam=true&processForCalendar=true",
            """{"raw":"SGk"}"""),
        ["messages.insert"] = (
            users => With(users.Messages.Insert(Message(), "me"), insert =>
            {
                insert.Deleted = true;
                insert.InternalDateSource = MessagesResource.InsertRequest.InternalDateSourceEnum.DateHeader;
            }),
            "POST messages?deleted=true&internalDateSource=dateHeader",
            """{"raw":"SGk"}"""),
        ["messages.list"] = (
            users => With(users.Messages.List("me"), list =>
            {
                list.IncludeSpamTrash = true;
                list.LabelIds = new Repeatable<string>(["INBOX", "UNREAD"]);
                list.MaxResults = 500;
                list.PageToken = "098";
                list.Q = "from:ada is:unread";
            }),
            "GET messages?includeSpamTrash=true&labelIds=INBOX&labelIds=UNREAD&maxResults=500&pageToken=098&q=from%3Aada%20is%3Aunread",
            ""),
        ["messages.modify"] = (users => users.Messages.Modify(new() { AddLabelIds = ["STARRED"], RemoveLabelIds = ["UNREAD"] }, "me", "18f0"), "POST messages/18f0/modify", """{"addLabelIds":["STARRED"],"removeLabelIds":["UNREAD"]}"""),
        ["messages.send"] = (users => users.Messages.Send(Message(), "me"), "POST messages/send", """{"raw":"SGk"}"""),
        ["messages.trash"] = (users => users.Messages.Trash("me", "18f0"), "POST messages/18f0/trash", ""),
        ["messages.untrash"] = (users => users.Messages.Untrash("me", "18f0"), "POST messages/18f0/untrash", ""),

        ["threads.delete"] = (users => users.Threads.Delete("me", "18ef"), "DELETE threads/18ef", ""),
        ["threads.get"] = (
            users => With(users.Threads.Get("me", "18ef"), get =>
            {
                get.Format = ThreadsResource.GetRequest.FormatEnum.Metadata;
                get.MetadataHeaders = new Repeatable<string>(["From"]);
            }),
            "GET threads/18ef?format=metadata&metadataHeaders=From",
            ""),
        ["threads.list"] = (
            users => With(users.Threads.List("me"), list =>
            {
                list.IncludeSpamTrash = true;
                list.LabelIds = new Repeatable<string>(["INBOX", "UNREAD"]);
                list.MaxResults = 500;
                list.PageToken = "098";
                list.Q = "from:ada";
            }),
            "GET threads?includeSpamTrash=true&labelIds=INBOX&labelIds=UNREAD&maxResults=500&pageToken=098&q=from%3Aada",
            ""),
        ["threads.modify"] = (users => users.Threads.Modify(new() { AddLabelIds = ["STARRED"] }, "me", "18ef"), "POST threads/18ef/modify", """{"addLabelIds":["STARRED"]}"""),
        ["threads.trash"] = (users => users.Threads.Trash("me", "18ef"), "POST threads/18ef/trash", ""),
        ["threads.untrash"] = (users => users.Threads.Untrash("me", "18ef"), "POST threads/18ef/untrash", ""),
    };

    public static TheoryData<string> Names => [.. Methods.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_method_asks_with_its_verb_url_query_and_body(string method)
    {
        await using var gmail = await LocalGmail.StartAsync();
        var (request, line, body) = Methods[method];

        await using var answer = await request(gmail.Service.Users).ExecuteAsStreamAsync(TestContext.Current.CancellationToken);

        var asked = gmail.Asked.Should().ContainSingle().Subject;
        $"{asked.Method} {asked.Target}".Should().Be(line.Replace(" ", " /gmail/v1/users/me/", StringComparison.Ordinal));
        asked.Text.Should().Be(body);
    }

    [Fact]
    public void No_method_is_left_out_here()
    {
        using var service = new GmailService();

        Methods.Values.Select(method => method.Request(service.Users).GetType()).Should().BeEquivalentTo(
            typeof(GmailService).Assembly.GetExportedTypes().Where(type => !type.IsAbstract && typeof(IClientServiceRequest).IsAssignableFrom(type)));
    }

    private static Draft Draft() => new() { Message = Message() };

    private static Message Message() => new() { Raw = "SGk" };

    private static T With<T>(T request, Action<T> set)
    {
        set(request);
        return request;
    }
}
