namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>A fault at each step of a consent, before, during and after its effect, at both doors.</summary>
public sealed class ConsentMatrixTests(FaultyConsents consents) : IClassFixture<FaultyConsents>
{
    public static TheoryData<string> Names { get; } = [.. FaultyConsents.Runs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task O1_One_consent_is_enough_or_one_further_page_says_truthfully_why(string cell) => consents.ShouldBeFineAsync(cell);

    [Fact]
    public void Each_step_moment_fault_and_door_is_tried_or_left_out_for_a_reason()
    {
        Cells.LeftOut.Should().OnlyContain(left => left.Reason.Length > 0);
        foreach (var step in Enum.GetValues<Step>())
        {
            Cells.All.Should().Contain(cell => cell.Step == step);
        }

        foreach (var fault in Enum.GetValues<Fault>())
        {
            Cells.All.Should().Contain(cell => cell.Fault == fault);
        }
    }
}
