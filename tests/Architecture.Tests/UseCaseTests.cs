using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Architecture.Tests;

public sealed class UseCaseTests
{
    [Fact]
    public void Every_request_answers_a_result()
    {
        Requests.All.Should().NotBeEmpty();
        Requests.All.Where(request => request.Answer is not { IsGenericType: true } || request.Answer.GetGenericTypeDefinition() != typeof(Result<>))
            .Should().BeEmpty();
    }

    [Fact]
    public void Every_request_is_public_and_sealed_and_has_a_handler_of_its_name()
    {
        var handlers = Application(typeof(IRequestHandler<,>)).Select(handler => handler.Name);

        Requests.All.Should().NotBeEmpty().And.OnlyContain(request => request.Type.IsPublic && request.Type.IsSealed);
        handlers.Should().BeEquivalentTo(Requests.All.Select(request => $"{request.Type.Name}Handler"));
    }

    [Theory]
    [InlineData(typeof(IRequestHandler<,>))]
    [InlineData(typeof(IValidator<>))]
    [InlineData(typeof(IPipelineBehavior<,>))]
    public void Handlers_validators_and_behaviors_are_internal_and_sealed(Type contract)
    {
        Application(contract).Should().NotBeEmpty();
        Application(contract).Where(type => type.IsVisible || !type.IsSealed).Should().BeEmpty();
    }

    [Fact]
    public void Adapters_are_internal_and_sealed()
    {
        var adapters = Layers.Infrastructure.WrittenTypes().Where(type => type.IsClass && type.GetInterfaces().Any(port => port.Assembly == Layers.Application)).ToList();

        adapters.Should().NotBeEmpty();
        adapters.Where(type => type.IsVisible || !type.IsSealed).Should().BeEmpty();
    }

    [Fact]
    public void Every_slice_is_a_file_named_after_the_one_request_it_holds()
    {
        var slices = Sources.In("src/Application").Where(file => file.Text.Contains("IRequest<Result<", StringComparison.Ordinal)).Select(file => file.Path);

        slices.Should().NotBeEmpty();
        slices.Should().BeEquivalentTo(
            Requests.All.Select(request => $"src/Application/{Modules.Of(request.Type)}/{request.Type.Name}.cs"));
    }

    [Fact]
    public void A_slice_holds_its_request_with_its_handler()
    {
        var files = Sources.In("src/Application").ToDictionary(file => file.Path, file => file.Text);

        foreach (var request in Requests.All)
        {
            files[$"src/Application/{Modules.Of(request.Type)}/{request.Type.Name}.cs"].Should()
                .Contain($"record {request.Type.Name}").And.Contain($"class {request.Type.Name}Handler");
        }
    }

    private static IReadOnlyList<Type> Application(Type contract) => [.. Layers.Application.WrittenTypes().Where(type => type.IsClass && Implements(type, contract))];

    private static bool Implements(Type type, Type contract) =>
        type.GetInterfaces().Any(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == contract);
}
