"""Routes that FastAPI documents, and that are called without its solver.

For each request the solver works out anew what the types of the parameters are: of a list with fifteen
filters, that costs more than everything else. What must stay true: a request that is refused is refused by
FastAPI, in its words, and one that is answered is answered as if FastAPI had called the route.
"""

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction, signature
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class DirectRoute(APIRoute):
    """A route that takes the request, parts of the address, one model of parameters, and what can be had
    from the request; any other is called by FastAPI."""

    def get_route_handler(self) -> Handler:
        """How a request is answered."""
        solved = super().get_route_handler()
        return directly(self.dependant, solved) if is_plain(self.dependant) else solved


def is_plain(route: Dependant) -> bool:
    """Whether a route needs no solver, and says itself what is sent."""
    model = [each.field_info.annotation for each in route.query_params]
    return (
        signature(plainly(route.call)).return_annotation is Response
        and not (route.body_params or route.header_params or route.cookie_params)
        and len(model) <= 1
        and all(isinstance(each, type) and issubclass(each, BaseModel) for each in model)
        and not (route.response_param_name or route.background_tasks_param_name)
        and all(from_request(each) for each in route.dependencies)
    )


def from_request(dependency: Dependant) -> bool:
    """Whether a dependency needs nothing but the request, and waits for nothing."""
    return (
        iscoroutinefunction(dependency.call)
        and dependency.name is not None
        and list(signature(dependency.call).parameters) == [dependency.request_param_name]
    )


def plainly(call: Callable[..., Any] | None) -> Callable[..., Any]:
    """What is called; there always is something."""
    if call is None:
        raise TypeError("a route without a function")
    return call


def directly(route: Dependant, solved: Handler) -> Handler:
    """The handler of a plain route; what does not fit its parameters goes to the solver, which says why."""
    call = plainly(route.call)
    waits = iscoroutinefunction(call)
    had = [(str(each.name), plainly(each.call)) for each in route.dependencies]
    model: list[tuple[str, Any]] = [(each.name, each.field_info.annotation) for each in route.query_params]

    async def handle(request: Request) -> Response:
        values: dict[str, Any] = {}
        for field in route.path_params:
            values[field.name], wrong = field.validate(request.path_params[field.alias], {}, loc=())
            if wrong:
                return await solved(request)
        for name, parameters in model:
            try:
                values[name] = parameters.model_validate(dict(request.query_params))
            except ValidationError:
                return await solved(request)
        for name, get in had:
            values[name] = await get(request)
        if route.request_param_name:
            values[route.request_param_name] = request
        response: Response = await (call(**values) if waits else run_in_threadpool(call, **values))
        return response

    return handle
