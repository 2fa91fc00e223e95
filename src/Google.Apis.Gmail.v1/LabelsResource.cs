using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    /// <summary>https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels</summary>
    public class LabelsResource
    {
        private readonly IClientService _service;

        public LabelsResource(IClientService service) => _service = service;

        public virtual CreateRequest Create(Label body, string userId) => new(_service, body, userId);

        public virtual DeleteRequest Delete(string userId, string id) => new(_service, userId, id);

        public virtual GetRequest Get(string userId, string id) => new(_service, userId, id);

        public virtual ListRequest List(string userId) => new(_service, userId);

        public virtual PatchRequest Patch(Label body, string userId, string id) => new(_service, body, userId, id);

        public virtual UpdateRequest Update(Label body, string userId, string id) => new(_service, body, userId, id);

        /// <summary>Makes a user label.</summary>
        public class CreateRequest(IClientService service, Label body, string userId) : GmailUserRequest<Label>(service, userId)
        {
            public override string MethodName => "create";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/labels";

            protected override object GetBody() => body;
        }

        /// <summary>Deletes a user label and takes it off every message.</summary>
        public class DeleteRequest(IClientService service, string userId, string id) : GmailItemRequest<string>(service, userId, id)
        {
            public override string MethodName => "delete";

            public override string HttpMethod => "DELETE";

            public override string RestPath => "gmail/v1/users/{userId}/labels/{id}";
        }

        /// <summary>One label with its counts.</summary>
        public class GetRequest(IClientService service, string userId, string id) : GmailItemRequest<Label>(service, userId, id)
        {
            public override string MethodName => "get";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/labels/{id}";
        }

        /// <summary>Every label of the mailbox, without counts.</summary>
        public class ListRequest(IClientService service, string userId) : GmailUserRequest<ListLabelsResponse>(service, userId)
        {
            public override string MethodName => "list";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/labels";
        }

        /// <summary>Changes the given members of a label.</summary>
        public class PatchRequest(IClientService service, Label body, string userId, string id) : GmailItemRequest<Label>(service, userId, id)
        {
            public override string MethodName => "patch";

            public override string HttpMethod => "PATCH";

            public override string RestPath => "gmail/v1/users/{userId}/labels/{id}";

            protected override object GetBody() => body;
        }

        /// <summary>Replaces a label.</summary>
        public class UpdateRequest(IClientService service, Label body, string userId, string id) : GmailItemRequest<Label>(service, userId, id)
        {
            public override string MethodName => "update";

            public override string HttpMethod => "PUT";

            public override string RestPath => "gmail/v1/users/{userId}/labels/{id}";

            protected override object GetBody() => body;
        }
    }
}
