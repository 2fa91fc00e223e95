using GmailPlatform.Application.Mailbox;

namespace GmailPlatform.Application.Tests.Mailbox;

public sealed class GetMessageTests
{
    [Fact]
    public Task An_id_of_Gmail_is_let_through() => Get("18f0c2ab34de5f67").ShouldBeLetThroughAsync();

    [Theory]
    [InlineData("")]
    [InlineData("../labels")]
    [InlineData("id?format=raw")]
    [InlineData("id%2f")]
    [InlineData("идентификатор")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public Task What_could_lead_to_another_address_is_refused(string messageId) => Get(messageId).ShouldBeRefusedForAsync("messageId");

    private static GetMessage Get(string messageId) => new(Callers.Any, Guid.NewGuid(), messageId, MessageFormat.Full);
}
