namespace GmailPlatform.Domain.Tests;

public sealed class ResultTests
{
    private static readonly Failure Failure = CommonFailures.Validation("name", "Give a name.");

    [Fact]
    public void A_value_is_a_success()
    {
        Result<int> result = 7;

        result.Succeeded(out var value, out var failure).Should().BeTrue();
        value.Should().Be(7);
        failure.Should().BeNull();
        result.Failure.Should().BeNull();
    }

    [Fact]
    public void A_failure_takes_the_place_of_the_value()
    {
        Result<string> result = Failure;

        result.Succeeded(out var value, out var failure).Should().BeFalse();
        value.Should().BeNull();
        failure.Should().BeSameAs(Failure).And.BeSameAs(result.Failure);
    }

    [Fact]
    public void A_value_that_looks_like_nothing_is_still_a_success() => Result<int>.Success(0).Succeeded(out _, out _).Should().BeTrue();

    [Fact]
    public void A_pipeline_fails_any_answer_by_its_type() => Fail<Result<Done>>(Failure).Failure.Should().BeSameAs(Failure);

    [Fact]
    public void Being_done_is_a_success() => Done.Success.Succeeded(out _, out _).Should().BeTrue();

    [Fact]
    public void A_validation_failure_names_the_field() =>
        Failure.Should().BeEquivalentTo(new { Code = "validation_failed", Kind = FailureKind.InvalidRequest, Errors = new Dictionary<string, string[]> { ["name"] = ["Give a name."] } });

    private static TOutcome Fail<TOutcome>(Failure failure)
        where TOutcome : IOutcome<TOutcome> => TOutcome.Failed(failure);
}
