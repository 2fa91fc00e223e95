using MediatR;

namespace GmailPlatform.Architecture.Tests;

/// <summary>Every command and query of the platform, with the type of its answer.</summary>
internal static class Requests
{
    public static IReadOnlyList<(Type Type, Type Answer)> All { get; } =
    [
        .. from type in Layers.Application.WrittenTypes()
           from contract in type.GetInterfaces()
           where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequest<>)
           select (type, contract.GetGenericArguments()[0]),
    ];
}
