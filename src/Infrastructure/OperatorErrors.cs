using System.Data.Common;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GmailPlatform.Infrastructure;

/// <summary>The configuration, or what it points at, does not let the program do its work. The text is for the operator.</summary>
public sealed class ConfigurationException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Tells what an operator can repair from bugs.</summary>
public static class OperatorErrors
{
    /// <summary>A line for each thing to repair; null for a bug, which keeps its stack trace.</summary>
    public static string? Describe(Exception? e) => e switch
    {
        null => null,
        ConfigurationException => e.Message,
        OptionsValidationException options => string.Join('\n', options.Failures),
        AggregateException { InnerExceptions: { Count: > 1 } several } when several.All(each => Describe(each) is not null) =>
            string.Join('\n', several.Select(Describe)),
        IOException { InnerException: AddressInUseException } => e.Message,
        PostgresException refusal when DatabaseOutages.IsSchemaOutOfDate(refusal) => DatabaseSchema.OutOfDate,
        PostgresException { SqlState: PostgresErrorCodes.DuplicatePreparedStatement or PostgresErrorCodes.InvalidSqlStatementName } refusal =>
            $"{DatabaseAddresses.PostgresSetting} leads to a connection pooler that does not keep sessions: {refusal.MessageText}. {SessionCheck.SetDirect} Where that is set, remove Max Auto Prepare from {DatabaseAddresses.PostgresSetting}.",
        PostgresException refusal => $"The database refuses: {refusal.MessageText.ReplaceLineEndings(" ")} ({refusal.SqlState})",
        DbException => $"The database cannot be reached: {e.Message.ReplaceLineEndings(" ")}",
        _ => Describe(e.InnerException),
    };
}
