using GmailPlatform.Domain.Console;

namespace GmailPlatform.Domain.Tests.Console;

public sealed class ConsoleSessionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly ConsolePerson Ada = ConsolePerson.Of("https://issuer.example", "1", "ada@example.com", "Ada");

    [Fact]
    public void It_lasts_until_its_limit()
    {
        var session = ConsoleSession.Start(Ada, TimeSpan.FromHours(12), Now);

        session.IsOpen(Now.AddHours(12).AddTicks(-1)).Should().BeTrue();
        session.IsOpen(Now.AddHours(12)).Should().BeFalse();
    }

    [Fact]
    public void Its_first_end_counts()
    {
        var ended = ConsoleSession.Start(Ada, TimeSpan.FromHours(12), Now).End(Ada.Actor, Now.AddMinutes(1));

        ended.IsOpen(Now.AddMinutes(2)).Should().BeFalse();
        ended.End(Actor.Operator, Now.AddMinutes(3)).Should().Be(ended);
    }

    [Fact]
    public void A_person_is_one_subject_of_one_issuer_whatever_they_are_called()
    {
        var renamed = ConsolePerson.Of("https://issuer.example", "1", "ada.new@example.com", "Ada N.");

        renamed.Id.Should().Be(Ada.Id).And.MatchRegex("^[0-9a-f]{16}$");
        ConsolePerson.Of("https://issuer.example", "2", "ada@example.com", "Ada").Id.Should().NotBe(Ada.Id);
        ConsolePerson.Of("https://other.example", "1", "ada@example.com", "Ada").Id.Should().NotBe(Ada.Id);
        Ada.Actor.ToString().Should().Be($"person:{Ada.Id}");
    }
}
