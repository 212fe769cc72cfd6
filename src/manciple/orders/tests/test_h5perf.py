import pytest,time
from decimal import Decimal
from manciple.demo.company import found
from manciple.kernel import running, sql, actions, shapes, scope
from manciple.orders.models import *
from django.db import connection, transaction
pytestmark = pytest.mark.django_db(transaction=True)
def best(f,n=5):
    ts=[]
    for _ in range(n):
        t=time.perf_counter(); f(); ts.append(time.perf_counter()-t)
    return min(ts)*1000
def test_x():
    c=found("US01")
    A=actions.find(PurchaseOrder,"create").args
    for k in (1,10,100,1000):
        told={"vendor":"V001","lines":[{"item":"A100","quantity":"3","unit_price":"10.5"}]*k}
        a=A.model_validate(told)
        made=[]
        v=best(lambda: A.model_validate(told))
        cr=best(lambda: made.append(running.create(PurchaseOrder,a,c.ctx.fresh()).made[0]))
        # floor: same rows read back and inserted by one unnest statement each
        with c.reading():
            cols=[f.attname for f in PurchaseLine._meta.local_concrete_fields if not f.generated and f.attname not in("id","created_at","version0")]
            hc=[f.attname for f in PurchaseOrder._meta.local_concrete_fields if not f.generated and f.attname not in("id","created_at","version0")]
            h=PurchaseOrder.objects.filter(pk=made[0].id).values(*hc).get(); ls=list(PurchaseLine.objects.filter(order=made[0].id).values(*cols))
        n=[0]
        kinds={f.attname:("bigint" if f.db_type(connection).startswith("bigint") else f.db_type(connection)) for f in PurchaseLine._meta.local_concrete_fields}
        import re
        def floor():
            with scope.companies(c.id), transaction.atomic(), connection.cursor() as cur:
                n[0]+=1; h["number"]=f"F{k}-{n[0]}"
                cur.execute("INSERT INTO kernel_act (company_id,record,action,user_id,door,request,at) VALUES (%s,'x','create',1,'code','',now()) RETURNING id",[c.id]); act=cur.fetchone()[0]
                cur.execute(f"INSERT INTO orders_purchaseorder ({','.join(hc)}) VALUES ({','.join(['%s']*len(hc))}) RETURNING id",[h[x] for x in hc]); pk=cur.fetchone()[0]
                arr=",".join("%s::"+kinds[x].split("(")[0]+"[]" for x in cols)
                for l in ls: l["order_id"]=pk
                cur.execute(f"INSERT INTO orders_purchaseline ({','.join(cols)}) SELECT * FROM unnest({arr})",[[l[x] for l in ls] for x in cols])
                cur.execute("INSERT INTO kernel_event (company_id,act_id,record,row_id,number,name,before,after,detail,at) VALUES (%s,%s,'x',1,'x','x','','','{}',now())",[c.id,act])
        fl=best(floor)
        def conf():
            running.run(PurchaseOrder,"confirm",[made.pop().id],None,c.ctx.fresh())
        co=best(conf,4)
        def cfloor():
            with scope.companies(c.id), transaction.atomic():
                n[0]+=1
                pk=sql.values("SELECT id FROM orders_purchaseorder WHERE number=%s",[f"F{k}-{n[0]-5}"])
                sql.values("INSERT INTO kernel_act (company_id,record,action,user_id,door,request,at) VALUES (%s,'x','create',1,'code','',now()) RETURNING id",[c.id])
                class J: 
                    def __init__(s,id,number,order): s.id=id
                m=sql.rows("orders.journal_confirmations",into=J,company=c.id,orders=[pk[0][0]],confirmed_on=c.today,act=1)
                sql.run("orders.journal_confirmation_lines",company=c.id,act=1,confirmations=[m[0].id])
                sql.values("UPDATE orders_purchaseorder SET version=version+1, approval_status='confirmed' WHERE id=%s RETURNING 1",[pk[0][0]])
                sql.values("INSERT INTO kernel_event (company_id,act_id,record,row_id,number,name,before,after,detail,at) VALUES (%s,1,'x',1,'x','x','','','{}',now()) RETURNING 1",[c.id])
        cf=best(cfloor,4)
        print(f"{k}: validate {v:.1f}  create {cr:.1f} floor {fl:.1f} ratio {cr/fl:.2f} | confirm {co:.1f} floor {cf:.1f} ratio {co/cf:.2f}")
    import cProfile,pstats
    p=cProfile.Profile(); p.enable(); running.create(PurchaseOrder,a,c.ctx.fresh()); p.disable()
    pstats.Stats(p).sort_stats("tottime").print_stats(14)
    no=running.create(PurchaseOrder,a,c.ctx.fresh()).made[0].id
    p=cProfile.Profile(); p.enable(); running.run(PurchaseOrder,"confirm",[no],None,c.ctx.fresh()); p.disable()
    pstats.Stats(p).sort_stats("tottime").print_stats(14)
