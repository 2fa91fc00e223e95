using GmailPlatform.Application.Grants;

namespace GmailPlatform.Application.Tests.Grants;

public sealed class GetAccessTokenTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(3300)]
    public Task A_token_can_be_asked_to_live_for_up_to_55_minutes(int seconds) =>
        new GetAccessToken(Callers.Any, Guid.NewGuid(), TimeSpan.FromSeconds(seconds)).ShouldBeLetThroughAsync();

    [Theory]
    [InlineData(-1)]
    [InlineData(3301)]
    public Task More_than_a_token_lives_or_less_than_nothing_is_refused(int seconds) =>
        new GetAccessToken(Callers.Any, Guid.NewGuid(), TimeSpan.FromSeconds(seconds)).ShouldBeRefusedForAsync("minValidity");
}
