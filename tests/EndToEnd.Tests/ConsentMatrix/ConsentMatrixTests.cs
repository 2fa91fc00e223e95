namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>A fault at each step of a consent, before, during and after its effect, at both doors.</summary>
public sealed class ConsentMatrixTests(FaultyConsents consents) : IClassFixture<FaultyConsents>
{
    public static TheoryData<string> Names { get; } = [.. FaultyConsents.Runs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task O1_One_consent_is_enough_or_one_further_page_says_truthfully_why(string cell) => consents.ShouldBeFineAsync(cell);

    [Fact]
    public void Each_step_moment_and_door_and_each_fault_at_each_door_is_tried()
    {
        Cells.All.Select(cell => cell.Step).Should().Contain(Enum.GetValues<Step>());
        Cells.All.Select(cell => cell.Moment).Should().Contain(Enum.GetValues<Moment>());
        Cells.All.Select(cell => (cell.Fault, cell.Door)).Should().Contain(from fault in Enum.GetValues<Fault>() from door in Enum.GetValues<Door>() select (fault, door));
    }
}
