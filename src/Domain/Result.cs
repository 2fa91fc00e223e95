using System.Diagnostics.CodeAnalysis;

namespace GmailPlatform.Domain;

/// <summary>What a request answers: lets a pipeline turn a failure into any answer type without an exception.</summary>
public interface IOutcome<TSelf>
    where TSelf : IOutcome<TSelf>
{
    /// <summary>Null when the request did what it was asked to do.</summary>
    Failure? Failure { get; }

    /// <summary>An answer that carries only the failure.</summary>
    static abstract TSelf Failed(Failure failure);
}

/// <summary>A value, or the expected failure that stands in its place. Exceptions are kept for bugs and broken infrastructure.</summary>
public sealed class Result<T> : IOutcome<Result<T>>
    where T : notnull
{
    private readonly T? _value;

    private Result(T? value, Failure? failure) => (_value, Failure) = (value, failure);

    /// <inheritdoc />
    public Failure? Failure { get; }

    /// <summary>Splits the two cases so that the happy path stays straight.</summary>
    public bool Succeeded([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Failure? failure)
    {
        (value, failure) = (_value, Failure);
        return failure is null;
    }

    /// <summary>For values of an interface type, which have no implicit conversion.</summary>
    public static Result<T> Success(T value) => new(value, null);

    /// <inheritdoc />
    public static Result<T> Failed(Failure failure) => new(default, failure);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Failure failure) => new(default, failure);
}

/// <summary>The value of a request that answers nothing but that it was done.</summary>
public readonly record struct Done
{
    public static Result<Done> Success { get; } = default(Done);
}
